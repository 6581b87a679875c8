package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"strategyroom/server/account"
	"strategyroom/server/paper"
	"strategyroom/server/store"
	"strategyroom/server/store/bolt"
	"strategyroom/server/store/mongo"
	"strategyroom/server/store/sealed"
)

// place is where everything is kept.
type place struct {
	Data    string `env:"STRATEGYROOM_DATA" default:"${data}" placeholder:"DIR" help:"Folder of records, accounts and keys (${default})."`
	Keys    string `env:"STRATEGYROOM_DATA_KEYS" name:"data-keys" placeholder:"FILE" help:"The keys that all of it is sealed with (data-keys.json in the folder). Several servers on one MongoDB need the same."`
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

// keys is the file of the keys.
func (p place) keys() string {
	if p.Keys != "" {
		return p.Keys
	}
	return filepath.Join(p.Data, sealed.File)
}

// open opens what keeps records and accounts, sealed with the keys in the folder; committed, unless nil, is told of each
// commit. What was kept before anything was sealed is sealed first. Whoever calls it holds the data folder.
func (p place) open(ctx context.Context, committed func(writes int, took time.Duration)) (*sealed.Store, error) {
	inner, err := p.inner(ctx, committed)
	if err != nil {
		return nil, err
	}
	kept, _, err := sealed.Open(ctx, inner, p.keys(), owner)
	if errors.Is(err, sealed.ErrUnsealed) {
		if inner, err = p.sealFile(ctx, inner, committed); err != nil {
			return nil, fmt.Errorf("what is kept in %s could not be sealed: %w", p.Data, err)
		}
		kept, _, err = sealed.Open(ctx, inner, p.keys(), owner)
	}
	if err == nil && p.MongoDB != "" {
		err = p.sealDatabase(ctx, kept)
	}
	if err != nil {
		inner.Close()
		return nil, err
	}
	return kept, nil
}

// inner opens what keeps records and accounts as they lie there.
func (p place) inner(ctx context.Context, committed func(writes int, took time.Duration)) (store.Store, error) {
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

// asKept opens what a backup is made of: what is sealed, or, where no server of this version has started yet, what was
// kept before.
func (p place) asKept(ctx context.Context) (store.Store, error) {
	kept, err := p.inner(ctx, nil)
	if err != nil || p.MongoDB == "" {
		return kept, err
	}
	kinds, err := kept.Kinds(ctx)
	if err == nil && len(kinds) > 0 {
		return kept, nil
	}
	kept.Close()
	if err != nil {
		return nil, err
	}
	return mongo.OpenUnsealed(ctx, p.MongoDB)
}

// owner is the meeting that a document belongs to.
func owner(kind, id string) string {
	if meeting := account.Owner(kind, id); meeting != "" {
		return meeting
	}
	return paper.Owner(kind, id)
}
