package main

import (
	"context"
	"fmt"
	"time"

	"strategyroom/server/store"
	"strategyroom/server/store/bolt"
	"strategyroom/server/store/mongo"
)

// place is where everything is kept.
type place struct {
	Data    string `env:"STRATEGYROOM_DATA" default:"${data}" placeholder:"DIR" help:"Folder of records, accounts and keys (${default})."`
	MongoDB string `env:"STRATEGYROOM_MONGODB" name:"mongodb" placeholder:"URI" help:"MongoDB replica set that keeps records and accounts instead; keys stay in the folder. A URI with a password belongs into the environment: other users of this machine may see flags."`
}

// valid refuses a URI that cannot be one.
func (p place) valid() error {
	if p.MongoDB == "" {
		return nil
	}
	if err := mongo.Valid(p.MongoDB); err != nil {
		return fmt.Errorf("--mongodb: %w", err)
	}
	return nil
}

// open opens what keeps records and accounts; committed, unless nil, is told of each commit. Whoever calls it holds the
// data folder.
func (p place) open(ctx context.Context, committed func(writes int, took time.Duration)) (store.Store, error) {
	if p.MongoDB != "" {
		kept, err := mongo.Open(ctx, p.MongoDB)
		if err != nil {
			return nil, err
		}
		kept.Committed = committed
		return kept, nil
	}
	kept, err := bolt.Open(p.Data)
	if err != nil {
		return nil, err
	}
	kept.Committed = committed
	return kept, nil
}
