package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"strategyroom/server/store"
	"strategyroom/server/store/bolt"
	"strategyroom/server/store/mongo"
	"strategyroom/server/store/sealed"
)

// Data from before anything was sealed is sealed when it is first opened, once.

// sealingFolder is where, in the data folder, the sealed file is written until it takes the place of the old one.
const sealingFolder = "sealing"

// sealFile seals what was kept in a file, and closes it. It writes a new file and puts it in the old one's place when it
// is whole and on the disk: so nothing unsealed stays in free pages, and where it is cut off the old file is as it was,
// and the next start begins again.
func (p place) sealFile(ctx context.Context, clear store.Store, committed func(int, time.Duration)) (store.Store, error) {
	folder := filepath.Join(p.Data, sealingFolder)
	err := os.RemoveAll(folder)
	if err == nil {
		err = p.copySealed(ctx, clear, folder)
	}
	if err = errors.Join(err, clear.Close()); err != nil {
		return nil, err
	}
	if err := os.Rename(filepath.Join(folder, bolt.File), filepath.Join(p.Data, bolt.File)); err != nil {
		return nil, err
	}
	if err := os.Remove(folder); err != nil {
		return nil, err
	}
	return p.inner(ctx, committed) // which has the folder on the disk before anything is written
}

func (p place) copySealed(ctx context.Context, clear store.Store, folder string) (err error) {
	file, err := bolt.Open(folder)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	kept, _, err := sealed.Open(ctx, file, p.keys(), owner)
	if err != nil {
		return err
	}
	return kept.Take(ctx, clear)
}

// sealDatabase seals what was kept in a database in other collections, and drops those when all of it was taken. Where
// it is cut off the next start goes on. No other server may run on the database meanwhile.
func (p place) sealDatabase(ctx context.Context, kept *sealed.Store) error {
	clear, err := mongo.OpenUnsealed(ctx, p.MongoDB)
	if err != nil {
		return err
	}
	defer clear.Close()
	meetings, err := clear.Meetings(ctx)
	if err != nil {
		return err
	}
	kinds, err := clear.Kinds(ctx)
	if err != nil || len(meetings)+len(kinds) == 0 {
		return err
	}
	if err = kept.Take(ctx, clear); err == nil {
		err = clear.Drop(ctx)
	}
	if err != nil {
		return fmt.Errorf("what is kept in the MongoDB could not be sealed: %w", err)
	}
	return nil
}
