// Command ferret stands in for a MongoDB in the tests of package mongo: FerretDB in a folder of its own. It prints its
// URI, and ends when its input does. It stands in a module of its own to stay out of the product's.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	dir, err := os.MkdirTemp("", "strategyroom-ferret-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	ferret, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: "127.0.0.1:0"},
		Logger:    slog.New(slog.DiscardHandler),
		Handler:   "sqlite",
		SQLiteURL: "file:" + dir + "/",
	})
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		io.Copy(io.Discard, os.Stdin) // whatever ends it
		stop()
	}()
	go func() { fmt.Println(ferret.MongoDBURI()) }() // it waits for the listener
	return ferret.Run(ctx)
}
