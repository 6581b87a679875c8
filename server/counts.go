package main

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"strategyroom/meeting"
	"strategyroom/server/room"
	"strategyroom/server/store"
	"strategyroom/server/web"
)

// counts is what the rooms, the door, the store and the papers say of themselves, as docs/operating.md lists it. Labels
// are names that the program itself gives, never anything of a meeting or a person.
type counts struct {
	screens  prometheus.Gauge
	entered  *prometheus.CounterVec
	behind   atomic.Int64
	slow     prometheus.Counter
	accepted *prometheus.CounterVec
	refused  *prometheus.CounterVec
	told     prometheus.Histogram

	requests *prometheus.CounterVec
	writes   prometheus.Histogram
	commit   prometheus.Histogram
	seals    *prometheus.CounterVec
}

var _ room.Counts = (*counts)(nil)

const space = "strategyroom_" // what our names begin with

// newCounts starts at nothing, with every label that there can be: what never happened reads 0.
func newCounts() *counts {
	c := &counts{
		screens:  prometheus.NewGauge(prometheus.GaugeOpts{Name: space + "screens", Help: "Sockets that are open in rooms."}),
		entered:  vector("entered_total", "Sockets that came in, with the entries they missed (resume) or the whole meeting (snapshot).", "with", "resume", "snapshot"),
		slow:     prometheus.NewCounter(prometheus.CounterOpts{Name: space + "slow_closes_total", Help: "Sockets closed because they did not take what waited for them."}),
		accepted: vector("commands_accepted_total", "Commands written down, by kind.", "kind"),
		refused:  vector("commands_refused_total", "Commands not written down, by the refusal's code.", "code"),
		told:     histogram("fanout_seconds", "Time to take what was written into a meeting and queue it for every screen.", prometheus.ExponentialBuckets(25e-6, 4, 8)),
		requests: vector("requests_refused_total", "HTTP requests refused, by the refusal's code; commands among them.", "code"),
		writes:   histogram("commit_writes", "Writes that shared one commit of the store.", prometheus.ExponentialBuckets(1, 2, 11)),
		commit:   histogram("commit_seconds", "Time of one commit of the store, its sync to the disk included.", prometheus.ExponentialBuckets(250e-6, 4, 8)),
		seals:    vector("seals_total", "Sealed documents asked for that were not there yet, by what came of it.", "result", "made", "failed"),
	}
	for _, kind := range meeting.Kinds() {
		c.accepted.WithLabelValues(kind.Name)
	}
	for code := range web.Statuses {
		c.refused.WithLabelValues(string(code))
		c.requests.WithLabelValues(string(code))
	}
	return c
}

func vector(name, help, label string, values ...string) *prometheus.CounterVec {
	v := prometheus.NewCounterVec(prometheus.CounterOpts{Name: space + name, Help: help}, []string{label})
	for _, value := range values {
		v.WithLabelValues(value)
	}
	return v
}

func histogram(name, help string, buckets []float64) prometheus.Histogram {
	return prometheus.NewHistogram(prometheus.HistogramOpts{Name: space + name, Help: help, Buckets: buckets})
}

// registry is all that is counted, with what is asked when somebody looks.
func (c *counts) registry(rooms *room.Rooms, kept store.Store) *prometheus.Registry {
	gauge := func(name, help string, value func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: space + name, Help: help}, value)
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		c.screens, c.entered, c.slow, c.accepted, c.refused, c.told, c.requests, c.writes, c.commit, c.seals,
		gauge("queue_high_frames", "The most frames that ever waited for one socket since the start; 2048 is the limit.",
			func() float64 { return float64(c.behind.Load()) }),
		gauge("rooms", "Meetings whose room is open.", func() float64 { return float64(rooms.Number()) }),
		gauge("store_ready", "1 while the store takes writes, else 0.", func() float64 {
			ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
			defer cancel()
			if kept.Ready(ctx) != nil {
				return 0
			}
			return 1
		}),
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return registry
}

func (c *counts) Entered(resumed bool) {
	c.screens.Inc()
	if resumed {
		c.entered.WithLabelValues("resume").Inc()
	} else {
		c.entered.WithLabelValues("snapshot").Inc()
	}
}

func (c *counts) Left() { c.screens.Dec() }

func (c *counts) Behind(frames int) {
	for most := c.behind.Load(); int64(frames) > most; most = c.behind.Load() {
		if c.behind.CompareAndSwap(most, int64(frames)) {
			return
		}
	}
}

func (c *counts) Slow()                            { c.slow.Inc() }
func (c *counts) Accepted(kind string)             { c.accepted.WithLabelValues(kind).Inc() }
func (c *counts) Refused(code meeting.Code)        { c.refused.WithLabelValues(string(code)).Inc() }
func (c *counts) requestRefused(code meeting.Code) { c.requests.WithLabelValues(string(code)).Inc() }
func (c *counts) Told(took time.Duration)          { c.told.Observe(took.Seconds()) }
func (c *counts) committed(n int, took time.Duration) {
	c.writes.Observe(float64(n))
	c.commit.Observe(took.Seconds())
}

func (c *counts) sealed(err error) {
	if err != nil {
		c.seals.WithLabelValues("failed").Inc()
	} else {
		c.seals.WithLabelValues("made").Inc()
	}
}
