package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"text/tabwriter"
	"time"
)

// figures are what a measurement came to.
type figures struct {
	mu                     sync.Mutex
	began, ended           time.Time
	at                     map[string]time.Time // when each command was sent
	acknowledging, telling []time.Duration
	resumes, open          int
	refusals               map[string]int // by code
}

func newFigures() *figures { return &figures{at: map[string]time.Time{}, refusals: map[string]int{}} }

func (f *figures) begin() { f.note(func() { f.began = time.Now() }) }

func (f *figures) end() { f.note(func() { f.ended = time.Now() }) }

func (f *figures) sent(command string) { f.note(func() { f.at[command] = time.Now() }) }

func (f *figures) accepted(command string) {
	f.note(func() { f.acknowledging = append(f.acknowledging, time.Since(f.at[command])) })
}

// delivered counts a command that reached somebody else, if it is one of the measurement's.
func (f *figures) delivered(command string) {
	f.note(func() {
		if at, ours := f.at[command]; ours {
			f.telling = append(f.telling, time.Since(at))
		}
	})
}

func (f *figures) refused(code string) { f.note(func() { f.refusals[code]++ }) }

func (f *figures) cameBack() { f.note(func() { f.resumes++ }) }

func (f *figures) unanswered(many int) { f.note(func() { f.open += many }) }

func (f *figures) note(what func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	what()
}

// print writes the table.
func (f *figures) print(out io.Writer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	took := f.ended.Sub(f.began).Seconds()
	table := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	defer table.Flush()
	for _, line := range []struct {
		what  string
		times []time.Duration
	}{{"acknowledged", f.acknowledging}, {"delivered", f.telling}} {
		slices.Sort(line.times)
		fmt.Fprintf(table, "%s\t%d\t%.1f a second", line.what, len(line.times), float64(len(line.times))/took)
		if n := len(line.times); n > 0 {
			fmt.Fprintf(table, "\tp50 %s\tp99 %s", milliseconds(line.times[n/2]), milliseconds(line.times[n*99/100]))
		}
		fmt.Fprintln(table)
	}
	fmt.Fprintf(table, "came back\t%d\n", f.resumes)
	refused := 0
	codes := ""
	for _, code := range slices.Sorted(maps.Keys(f.refusals)) {
		refused += f.refusals[code]
		codes += fmt.Sprintf("\t%s %d", code, f.refusals[code])
	}
	fmt.Fprintf(table, "refused\t%d%s\n", refused, codes)
	fmt.Fprintf(table, "without an answer\t%d\n", f.open)
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
}
