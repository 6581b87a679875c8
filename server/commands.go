package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"strategyroom/meeting/procedure"
)

// commands is the command line. A new command is its own file, with a type that has a Run method, and a field here.
type commands struct {
	Serve     serve             `cmd:"" default:"withargs" help:"Serve meetings (what happens without a command)."`
	Demo      demo              `cmd:"" help:"Serve one fictional meeting to try things out with; it is gone at the end."`
	Bench     bench             `cmd:"" help:"Measure an installation, or a throw-away server, under the load of fictional meetings."`
	Verify    verify            `cmd:"" help:"Check exported records and sealed PDFs: exit 0 sound, 1 altered, 2 cannot tell."`
	Account   accountCommands   `cmd:"" help:"Look after accounts."`
	Backup    backupCommand     `cmd:"" help:"Write all that is kept into a file, also while a server runs."`
	Restore   restoreCommand    `cmd:"" help:"Put a backup into an empty store, after checking every record."`
	Retention retentionCommands `cmd:"" help:"Say and list how long meetings are kept."`
	Erase     eraseCommand      `cmd:"" help:"Ask that a meeting be erased for ever; two administrators have to agree."`
	DataKey   dataKeyCommands   `cmd:"" name:"data-key" help:"Look after the keys that all that is kept is sealed with."`
	SealKey   sealKeyCommands   `cmd:"" name:"seal-key" help:"Look after the key that final minutes are sealed with."`

	Help help `short:"h" help:"Show this text."`
}

// console is where a command may write: results to out, what a person should know besides to err.
type console struct{ out, err io.Writer }

// Main runs one command line until it is done or ctx ends, and returns the exit code: 0 when all went well, 2 for wrong
// flags, 1 for any other failure; a command may return an error with an ExitCode of its own. A failure is one line.
func Main(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var line commands
	parser := kong.Must(&line,
		kong.Name("strategyroom"),
		kong.Description("Strategy Room: child-protection strategy meetings, held and written down together."),
		kong.NoDefaultHelp(),
		kong.Writers(stdout, stderr),
		kong.Vars{"data": defaultFolder(), "sectors": sectors()},
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(console{stdout, stderr}),
	)
	parsed, err := parser.Parse(args)
	if errors.Is(err, errHelped) {
		return 0
	}
	if err != nil {
		return fail(stderr, err, 2)
	}
	if err := parsed.Run(); err != nil {
		return fail(stderr, err, 1)
	}
	return 0
}

// sectors are those an agency can be in, with commas between them.
func sectors() string {
	var ids []string
	for _, sector := range procedure.Default().Sectors {
		ids = append(ids, sector.ID)
	}
	return strings.Join(ids, ",")
}

// fail prints err as one line and returns its exit code, which is code unless the error brings its own.
func fail(stderr io.Writer, err error, code int) int {
	var parse *kong.ParseError // also has an exit code, of kong's own reckoning
	var own kong.ExitCoder
	if !errors.As(err, &parse) && errors.As(err, &own) {
		code = own.ExitCode()
	}
	fmt.Fprintln(stderr, "strategyroom:", strings.Join(strings.Fields(err.Error()), " "))
	return code
}

// help prints the usage of the command it stands behind, or of the whole program, and ends the parsing.
type help bool

var errHelped = errors.New("help was shown")

// BeforeReset is kong's earliest step: help is shown even where the rest of the line is wrong.
func (help) BeforeReset(parsed *kong.Context) error {
	if named := parsed.Selected(); named != nil && !slices.Contains(parsed.Args, named.Name) {
		parsed.Path = parsed.Path[:1] // serve was assumed, not asked about
	}
	if err := parsed.PrintUsage(false); err != nil {
		return err
	}
	return errHelped
}
