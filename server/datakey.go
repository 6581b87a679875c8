package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"strategyroom/server/audit"
	"strategyroom/server/store/sealed"
)

type dataKeyCommands struct {
	Backup dataKeyBackup `cmd:"" help:"Copy the keys into a file, to be kept apart from backups of the data."`
	Rotate dataKeyRotate `cmd:"" help:"Make a new key, and wrap the key of each meeting with it; also while a server runs."`
}

// backedUp ends the name of the file, beside the keys, that says of which keys there is a backup: by their SHA-256.
const backedUp = ".backed-up"

type dataKeyBackup struct {
	File string `arg:"" placeholder:"FILE" help:"Where to copy them; it must not be there yet. Whoever has it and the data, or a backup of the data, can read everything."`
	Data string `env:"STRATEGYROOM_DATA" default:"${data}" placeholder:"DIR" help:"Folder of records, accounts and keys (${default})."`
	Keys string `env:"STRATEGYROOM_DATA_KEYS" name:"data-keys" placeholder:"FILE" help:"The keys, where they are not data-keys.json in the folder."`
}

// Run copies the keys. It needs no server, and one may run.
func (d *dataKeyBackup) Run(to console) error {
	path := place{Data: d.Data, Keys: d.Keys}.keys()
	keys, err := sealed.Read(path)
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("there are no data keys at %s yet: they are made when the server is first started", path)
	}
	if err != nil {
		return err
	}
	if err := keys.Backup(d.File); err != nil {
		return fmt.Errorf("cannot write %s: %w", d.File, cause(err))
	}
	if err := os.WriteFile(path+backedUp, []byte(sumOf(d.File)+"\n"), 0o600); err != nil {
		return fmt.Errorf("the keys were copied, but %s cannot be written: %w", path+backedUp, cause(err))
	}
	fmt.Fprintf(to.out, "The data keys are in %s. Keep it where no backup of the data is, and take it off this machine.\n", d.File)
	return nil
}

// sumOf is the SHA-256 of a file, "" where it cannot be read.
func sumOf(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// remindOfKeys prints, until somebody has made one, that there is no backup of the keys as they are now.
func remindOfKeys(out io.Writer, path string) {
	said, _ := os.ReadFile(path + backedUp)
	if strings.TrimSpace(string(said)) == sumOf(path) {
		return
	}
	fmt.Fprintf(out, "All that is kept is sealed with the keys in %s, and there is no backup of them yet. "+
		"Without them nothing can be read: make one with strategyroom data-key backup FILE.\n", path)
}

type dataKeyRotate struct {
	Keep  bool  `help:"Keep the keys before it beside it, for other servers that still use them; a later rotate without this takes them away."`
	Place place `embed:""`
}

// Validate refuses a database that cannot be one.
func (d *dataKeyRotate) Validate() error { return d.Place.valid() }

// rotated is how a rotation is asked for.
type rotated struct {
	Keep bool `json:"keep,omitempty"`
}

// Run has the server that runs on the data folder rotate, or does it alone where none runs.
func (d *dataKeyRotate) Run(ctx context.Context, to console) error {
	asked := rotated{Keep: d.Keep}
	err := command(ctx, d.Place.Data, "rotate", asked, to)
	if !errors.Is(err, errNotRunning) {
		return err
	}
	folder, err := openFolder(d.Place.Data)
	if err != nil {
		return err
	}
	defer folder.Close()
	kept, err := d.Place.open(ctx, nil)
	if err != nil {
		return err
	}
	defer kept.Close()
	lines, err := rotate(ctx, kept, asked)
	for _, line := range lines {
		fmt.Fprintln(to.out, line)
	}
	return err
}

func rotation(kept *sealed.Store, trail *audit.Trail, log *slog.Logger) order {
	return func(ctx context.Context, about json.RawMessage) ([]string, error) {
		var asked rotated
		if err := json.Unmarshal(about, &asked); err != nil {
			return nil, err
		}
		if err := trail.Write(ctx, audit.Line{What: audit.Keys, About: "data-key rotate, on this machine"}); err != nil {
			return nil, err
		}
		lines, err := rotate(ctx, kept, asked)
		log.Info("data keys rotated", "error", err)
		return lines, err
	}
}

func rotate(ctx context.Context, kept *sealed.Store, asked rotated) ([]string, error) {
	count, err := kept.Rotate(ctx, asked.Keep)
	if err != nil {
		return nil, fmt.Errorf("the rotation was not finished, nothing is lost, do it again: %w", err)
	}
	return []string{
		fmt.Sprintf("A new key wraps all %d data keys. Back it up: strategyroom data-key backup FILE.", count),
		"Backups of the data that were made before need the backup of the keys from before: destroy both together.",
	}, nil
}
