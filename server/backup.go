package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"strategyroom/meeting"
	"strategyroom/server/store"
	"strategyroom/server/store/backup"
	"strategyroom/server/store/sealed"
)

type backupCommand struct {
	File  string `arg:"" placeholder:"FILE" help:"Where to write it; it must not be there yet. It is sealed: whoever has the data keys too can read it."`
	Place place  `embed:""`
}

// Validate refuses a database that cannot be one.
func (b *backupCommand) Validate() error { return b.Place.valid() }

// Run writes all that is kept, also while a server runs, reads it back to make sure, and prints how much it is.
func (b *backupCommand) Run(ctx context.Context, to console) error {
	file, err := os.OpenFile(b.File, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", b.File, cause(err))
	}
	defer file.Close()
	err = b.write(ctx, file)
	if err == nil {
		err = file.Sync()
	}
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	var contents backup.Contents
	if err == nil {
		contents, err = backup.Check(file)
	}
	if err != nil {
		os.Remove(b.File)
		return fmt.Errorf("no backup was made: %w", err)
	}
	fmt.Fprintf(to.out, "backed up: %s\n", amount(contents))
	return nil
}

func amount(c backup.Contents) string {
	return fmt.Sprintf("%d records, %d entries, %d documents", c.Meetings, c.Entries, c.Documents)
}

// write has the server that runs on the data folder write, or reads the store itself where none runs.
func (b *backupCommand) write(ctx context.Context, file io.Writer) error {
	if b.Place.MongoDB == "" {
		err := b.receive(ctx, file)
		if !errors.Is(err, errNotRunning) {
			return err
		}
		folder, err := openFolder(b.Place.Data)
		if err != nil {
			return err
		}
		defer folder.Close()
	}
	kept, err := b.Place.asKept(ctx) // no keys are needed
	if err != nil {
		return err
	}
	defer kept.Close()
	_, err = backup.Write(ctx, kept, file)
	return err
}

// receive takes what the server that runs on the data folder sends. Where it broke off, the end is missing.
func (b *backupCommand) receive(ctx context.Context, file io.Writer) error {
	conn, err := dialControl(ctx, b.Place.Data)
	if err != nil {
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if err := json.NewEncoder(conn).Encode(addition{Backup: true}); err != nil {
		return err
	}
	_, err = io.Copy(file, conn)
	return err
}

type restoreCommand struct {
	File  string `arg:"" placeholder:"FILE" help:"A file that backup wrote."`
	Place place  `embed:""`
}

// Validate refuses a database that cannot be one.
func (r *restoreCommand) Validate() error { return r.Place.valid() }

// Run puts a backup into a store that is empty, after it was checked, and prints how much it is.
func (r *restoreCommand) Run(ctx context.Context, to console) error {
	file, err := os.Open(r.File)
	if err != nil {
		return fmt.Errorf("cannot read %s: %w", r.File, cause(err))
	}
	defer file.Close()
	if r.Place.MongoDB == "" {
		folder, err := openFolder(r.Place.Data)
		if err != nil {
			return err
		}
		defer folder.Close()
	}
	contents, err := r.restore(ctx, file)
	if err != nil {
		return fmt.Errorf("%s was not restored: %w", r.File, err)
	}
	fmt.Fprintf(to.out, "restored: %s\n", amount(contents))
	return nil
}

// restore puts what is sealed into the store as it is, where the keys in the folder fit, and seals what is not. Then it
// reads all of it as a server would.
func (r *restoreCommand) restore(ctx context.Context, file io.ReadSeeker) (contents backup.Contents, err error) {
	found, err := backup.Check(file)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err == nil && found.Sealed() {
		if err = sealed.Fits(r.Place.keys(), found.Key()); err != nil {
			err = fmt.Errorf("what is in it cannot be read here: %w", err)
		}
	}
	if err != nil {
		return found, err
	}
	inner, err := r.Place.inner(ctx, nil)
	if err != nil {
		return found, err
	}
	defer inner.Close()
	if found.Sealed() {
		if contents, err = backup.Restore(ctx, file, inner); err != nil {
			return contents, err
		}
	}
	kept, _, err := sealed.Open(ctx, inner, r.Place.keys(), owner)
	if errors.Is(err, sealed.ErrUnsealed) {
		err = backup.ErrNotEmpty
	}
	if err == nil && !found.Sealed() {
		contents, err = backup.Restore(ctx, file, kept)
	}
	if err == nil {
		err = whole(ctx, kept)
	}
	return contents, err
}

// whole follows the chain of every record, with what each entry says.
func whole(ctx context.Context, kept store.Store) error {
	meetings, err := kept.Meetings(ctx)
	if err != nil {
		return err
	}
	for _, id := range meetings {
		var chain meeting.Chain
		if err := kept.Read(ctx, id, 0, chain.Follow); err != nil {
			return fmt.Errorf("meeting %s: %w", id, err)
		}
	}
	return nil
}
