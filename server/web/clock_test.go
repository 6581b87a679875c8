package web_test

import (
	"sync/atomic"
	"time"
)

// hands are those of a clock, which a test sets: it is wrong by so much.
type hands struct{ wrong atomic.Int64 }

func (h *hands) set(wrong time.Duration) { h.wrong.Store(int64(wrong)) }
func (h *hands) move(by time.Duration)   { h.wrong.Add(int64(by)) }
func (h *hands) now() time.Time          { return time.Now().Add(time.Duration(h.wrong.Load())) }
