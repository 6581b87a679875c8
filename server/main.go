// Command strategyroom serves strategy meetings, and checks and prepares what belongs to them.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // meetings are held in Europe/London, also on machines without a time zone database
)

func main() { Program() }

// Program is main, for tests that run it as a process of its own.
func Program() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal asks to stop in good order; a second one, by then unhandled, ends the program at once.
	context.AfterFunc(ctx, stop)
	os.Exit(Main(ctx, os.Args[1:], os.Stdout, os.Stderr))
}
