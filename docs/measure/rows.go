package main

import "fmt"

// command is one line of the shell that measures; rows name it by its letter.
type command struct{ letter, line string }

var commands = []command{
	{"A", "go test ./server/web -run '^$' -bench '^BenchmarkFanOut$' -benchtime 10x -timeout 20m"},
	{"B", "go test ./server/room -run '^$' -bench '^Benchmark(Durable|Length|Open)$' -benchtime 11x -timeout 20m"},
	{"C", "go test ./server -run '^$' -bench '^Benchmark(Start|Page)$' -benchtime 11x"},
	{"D", "go test ./server -run '^$' -bench '^BenchmarkIdle$' -benchtime 1x -timeout 20m"},
	{"E", "cd static && STRATEGYROOM_BENCH=1 STRATEGYROOM_CHROMIUM=$(../tools/chromium) node_modules/.bin/playwright test phone"},
}

// row is one line of the table: a figure under a name and unit, divided by per, and a ratio under its own unit.
type row struct {
	what, name, unit string
	per              float64
	figure           string // how it is printed
	ratio, to        string // the ratio's unit, and what it is to
	aim, by          string
}

var rows = append(append(fanOut(), durable()...), []row{
	{"A command into a record of 10,000 notes, the processor’s time", "Length/note/entries=10000", "ratio", 0, "", "ratio", "one into a record of 100", "1×", "B"},
	{"A command into a record of 10,000 pieces of information, the processor’s time", "Length/information/entries=10000", "ratio", 0, "", "ratio", "one into a record of 100", "1×", "B"},
	opening("100"), opening("1000"), opening("10000"),
	{"Start, until it takes commands", "Start", "ms", 0, "%.0f ms", "ratio", "a bare fiber program", "", "C"},
	{"The room’s page, script and style on the wire", "Page", "KB", 0, "%.1f KB", "ratio", "60 KB", "≤ 1×", "C"},
	{"Memory held of the system for each idle attendee, pages of files apart", "Idle", "KB-held", 0, "%.1f KB", "ratio", "25 KB", "≤ 1×", "D"},
	{"of it, heap and stacks in use", "Idle", "KB-used", 0, "%.1f KB", "", "", "", "D"},
	{"Idle attendees at once", "Idle", "attendees", 0, "%.0f", "", "", "10,000", "D"},
	{"A usable room on a throttled phone, a line written and saved in it", "usable room", "ms", 0, "%.0f ms", "ratio", "the same bytes as a page that does nothing", "", "E"},
}...)

func fanOut() (all []row) {
	const to = "bare gorilla, PreparedMessage"
	for _, entries := range []string{"1", "2", "4", "16"} {
		for _, members := range []string{"5", "20", "50", "200"} {
			together := ""
			if entries != "1" {
				together = entries + " entries in one commit, "
			}
			all = append(all, row{fmt.Sprintf("%sa room of %s: server’s CPU for each delivery", together, members),
				"FanOut/entries=" + entries + "/members=" + members, "cpu-ns/delivery", 1000, "%.1f µs", "ratio", to, "≤ 0.6×", "A"})
		}
	}
	all = append(all, row{"200 rooms of 8: server’s CPU for each delivery", "FanOut/entries=1/rooms=200/members=8", "cpu-ns/delivery", 1000, "%.1f µs", "ratio", to, "≤ 0.6×", "A"})
	for _, members := range []string{"5", "20", "50", "200"} {
		all = append(all, row{"a room of " + members + ": half have it within", "FanOut/entries=1/members=" + members, "p50-µs", 1, "%.0f µs", "p50-ratio", to, "≤ 1.2×", "A"})
	}
	return append(all, row{"200 rooms of 8: half have it within", "FanOut/entries=1/rooms=200/members=8", "p50-µs", 1, "%.0f µs", "p50-ratio", to, "≤ 1.2×", "A"})
}

func durable() (all []row) {
	for _, senders := range []string{"1", "20", "200"} {
		all = append(all, row{"Durable commands a second, " + senders + " sending", "Durable/senders=" + senders, "commands/s", 1, "%.0f", "ratio",
			"a bare file, all that wait in one sync", "≥ 0.5×", "B"})
	}
	for _, senders := range []string{"1", "20", "200"} {
		all = append(all, row{"The processor’s time for each, " + senders + " sending", "Durable/senders=" + senders, "cpu-µs", 1, "%.0f µs", "cpu-ratio",
			"a line of the bare file", "", "B"})
	}
	return all
}

func opening(entries string) row {
	return row{"Opening a meeting of " + entries + " entries, the processor’s time", "Open/entries=" + entries, "ms", 1, "%.1f ms", "ratio",
		"its lines read into maps by encoding/json", "", "B"}
}
