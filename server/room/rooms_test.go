package room_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.etcd.io/bbolt"

	"strategyroom/meeting"
	"strategyroom/server/room"
	"strategyroom/server/store"
	"strategyroom/server/store/bolt"
)

func TestConvene(t *testing.T) {
	t.Parallel()
	other := convening()
	other[1].Body = json.RawMessage(`{"category":"child","name":"A.B."}`)
	for _, test := range []struct {
		name     string
		fault    fault
		commands []meeting.Command
		want     meeting.Code // of the second time
		repeated bool
	}{
		{"twice", nil, convening(), "", true},
		{"with something else", nil, other, meeting.CommandReused, false},
		{"with something less", nil, convening()[:1], "", true},
		{"when the store was away", storeAway, convening(), "", false},
		{"when it is not known, and was written", written, convening(), "", true},
		{"when it is not known, and was not written", neverWritten, convening(), "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			if test.fault != nil {
				h.store.then(test.fault)
			}
			first, err := h.Convene(t.Context(), "m1", sam, convening())
			if (code(err) == meeting.Away) != (test.fault != nil && !test.repeated) {
				t.Errorf("got %v at first", err)
			}
			if err == nil {
				h.write(h.open("m1"), chair, "phase", `{"phase":"open"}`)
			}
			result, err := h.Convene(t.Context(), "m1", sam, test.commands)
			if got := code(err); got != test.want {
				t.Fatalf("got %q, want %q", got, test.want)
			}
			if test.want == "" && (result.Number != len(test.commands) || result.Repeated != test.repeated) {
				t.Errorf("got %+v, want %d, repeated %v", result, len(test.commands), test.repeated)
			}
			if test.repeated && len(test.commands) == 2 && result.Fingerprint.String() != first.Fingerprint.String() {
				t.Errorf("got %v, want %v", result.Fingerprint, first.Fingerprint)
			}
		})
	}
	h := newHouse(t)
	_, err := h.Convene(t.Context(), "m1", sam, []meeting.Command{convening()[0], {ID: "p", Kind: "person", Body: []byte(`{}`)}})
	if got, want := code(err), meeting.Content; got != want {
		t.Errorf("got %q for a person without anything, want %q", got, want)
	}
	if got := len(h.record("m1")); got > 0 {
		t.Errorf("got %d entries, want all or none", got)
	}
}

func TestOpenWhatNobodyConvened(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, id := range []string{"m1", "", strings.Repeat("m", 300)} {
		_, err := h.Open(t.Context(), id)
		if got, want := code(err), meeting.NotFound; got != want {
			t.Errorf("%.10q: got %q, want %q", id, got, want)
		}
	}
}

// sent is the answer to a command that is sent without waiting.
func sent(r *room.Room, command meeting.Command) error {
	answered := make(chan error, 1)
	r.Send(chair, command, func(_ room.Result, err error) { answered <- err })
	return <-answered
}

func TestEmptyRoomClosesAndOpensAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		r := h.seated()
		c := h.enter(r, chair)
		time.Sleep(time.Hour)
		if h.open("m1") != r {
			t.Error("the room closed while somebody was in it")
		}
		c.leave()
		time.Sleep(118 * time.Second) // the last look that saw somebody may be a round before they left
		if h.open("m1") != r {
			t.Error("the room closed too soon")
		}
		time.Sleep(5 * time.Second)
		again := h.open("m1")
		if again == r {
			t.Fatal("the room did not close")
		}
		// Whoever still holds the old one is not left alone in it.
		for what, try := range map[string]func() error{
			"enter": func() error { _, err := r.Enter(newTape(), chair, 0, ""); return err },
			"poll":  func() error { _, err := r.Frames(t.Context(), chair, 0, "", time.Hour); return err },
			"send":  func() error { return sent(r, information("i1", "x")) },
		} {
			if got, want := code(try()), meeting.Away; got != want {
				t.Errorf("%s: got %q, want %q", what, got, want)
			}
		}
		if _, err := r.Write(t.Context(), chair, information("i2", "x")); err != nil { // waits, so it can be taken to the new one
			t.Errorf("write: %v", err)
		}
		c.r = again
		c.got()
		c.enter()
		time.Sleep(time.Second)
		// The chair was written down as having left by the room before.
		if got, want := fmt.Sprint(c.got()), "[snapshot 11]"; got != want {
			t.Errorf("got %v, want %v", got, want)
		}
		c.same()
	})
}

func TestClose(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		r := h.seated()
		stuck := newTape()
		stuck.stuck = make(chan struct{})
		if _, err := r.Enter(stuck, police, 0, ""); err != nil {
			t.Fatal(err)
		}
		quick := h.enter(r, chair)
		time.Sleep(time.Second)
		started := make(chan struct{})
		h.store.then(func(_ context.Context, write func() error) error {
			close(started)
			time.Sleep(2 * time.Second) // a slow disk
			return write()
		})
		answers := make(chan error, 100)
		done := func(_ room.Result, err error) { answers <- err }
		r.Send(chair, information("i0", "x"), done)
		<-started
		for i := 1; i < 100; i++ {
			r.Send(chair, information(fmt.Sprint("i", i), "x"), done)
		}
		go h.Close()
		time.Sleep(time.Second)
		if _, err := h.Open(t.Context(), "m1"); code(err) != meeting.Away {
			t.Errorf("got %v for a room while the server stops, want away", err)
		}
		h.Close() // returns when all is done, also the second time
		if got, want := len(answers), 100; got != want {
			t.Errorf("%d commands are answered when Close returns, want %d", got, want)
		}
		for range len(answers) {
			if err := <-answers; err != nil {
				t.Errorf("a command on its way: %v", err)
			}
		}
		for who, closes := range map[string][]string{"quick": quick.closes, "stuck": stuck.closes} {
			if want := []string{"1012 restart"}; !slices.Equal(closes, want) {
				t.Errorf("%s: got closes %v, want %v", who, closes, want)
			}
		}
		if got, want := len(h.record("m1")), seats+2+100; got != want {
			t.Errorf("got %d entries, want %d", got, want)
		}
		if _, err := r.Write(t.Context(), chair, information("late", "x")); code(err) != meeting.Away {
			t.Errorf("got %v after the end, want away", err)
		}
	})
}

func TestCloseWhileStoreHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		r := h.seated()
		h.store.then(hangs)
		hang := make(chan struct{})
		defer close(hang)
		h.store.hang = hang
		answered := make(chan error, 1)
		r.Send(chair, information("i1", "x"), func(_ room.Result, err error) { answered <- err })
		go h.Open(t.Context(), "m2") // which cannot be read
		time.Sleep(time.Second)
		from := time.Now()
		h.Close()
		if got := time.Since(from); got > 5*time.Second {
			t.Errorf("closing took %v, want at most 5 s", got)
		}
		if got, want := code(<-answered), meeting.Away; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// TestEveryCommandIsAnsweredOnce has many send while rooms close and open.
func TestEveryCommandIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	r := h.seated()
	var answers, senders sync.WaitGroup
	var mu sync.Mutex
	times := map[string]int{}
	for sender := range 8 {
		senders.Go(func() {
			for i := range 500 {
				id := fmt.Sprintf("s%d-%d", sender, i)
				answers.Add(1)
				r.Send(chair, meeting.Command{ID: id, Kind: "item.current", Body: []byte(`{"item":"q1"}`)}, func(room.Result, error) {
					mu.Lock()
					defer mu.Unlock()
					if times[id]++; times[id] == 1 {
						answers.Done()
					}
				})
			}
		})
	}
	time.Sleep(20 * time.Millisecond)
	h.Close()
	senders.Wait()
	answers.Wait()
	for id, n := range times {
		if n != 1 {
			t.Errorf("%s was answered %d times", id, n)
		}
	}
	if got, want := len(times), 4000; got != want {
		t.Errorf("%d commands were answered, want %d", got, want)
	}
}

func TestDamagedRecord(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		damage func(records *bbolt.Bucket, line []byte) error
		want   string // in the log
	}{
		{"a word is changed", replace("seen at home", "seen at work"), "entry 8"},
		{"it is no JSON", replace(`{"`, `("`), "entry 8"},
		{"another key", replace(`"text":`, `"tezt":`), "entry 8"},
		{"the number is changed", replace(`"number":8`, `"number":9`), "entry 8"},
		{"it is missing", func(records *bbolt.Bucket, _ []byte) error { return records.Delete(key(8)) }, "entry 8"},
		{"it is cut off", func(records *bbolt.Bucket, line []byte) error { return records.Put(key(8), line[:len(line)/2]) }, "entry 8"},
		{"the one before is missing", func(records *bbolt.Bucket, _ []byte) error { return records.Delete(key(7)) }, "entry 7"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			on := func(do func(*house)) {
				kept, err := bolt.Open(dir)
				if err != nil {
					t.Fatal(err)
				}
				h := open(t, &shaky{Records: kept})
				do(h)
				h.Close()
				kept.Close()
			}
			on(func(h *house) {
				r := h.seated()
				h.write(r, police, "information", `{"item":"q1","text":"seen at home"}`)
				h.write(r, police, "information", `{"item":"q1","text":"and at school"}`)
				if _, err := h.Convene(t.Context(), "m2", sam, convening()); err != nil {
					t.Fatal(err)
				}
			})
			db, err := bbolt.Open(dir+"/"+bolt.File, 0o600, nil)
			if err != nil {
				t.Fatal(err)
			}
			err = db.Update(func(tx *bbolt.Tx) error {
				records := tx.Bucket([]byte("records")).Bucket([]byte("m1"))
				return test.damage(records, slices.Clone(records.Get(key(8))))
			})
			if err != nil {
				t.Fatal(err)
			}
			db.Close()
			on(func(h *house) {
				for range 2 {
					_, err := h.Open(t.Context(), "m1")
					if got, want := code(err), meeting.Away; got != want {
						t.Errorf("got %q, want %q", got, want)
					}
				}
				log := h.log.String()
				for _, want := range []string{"m1", test.want} {
					if !strings.Contains(log, want) {
						t.Errorf("the log does not name %s: %s", want, log)
					}
				}
				for _, word := range []string{"seen", "home", "work", "Pat", "Sample"} {
					if strings.Contains(log, word) {
						t.Errorf("the log holds %q of the record: %s", word, log)
					}
				}
				h.write(h.open("m2"), chair, "phase", `{"phase":"open"}`)
			})
		})
	}
}

func key(number byte) []byte { return []byte{0, 0, 0, 0, 0, 0, 0, number} }

func replace(from, to string) func(*bbolt.Bucket, []byte) error {
	return func(records *bbolt.Bucket, line []byte) error {
		if !strings.Contains(string(line), from) {
			return fmt.Errorf("there is no %s to change", from)
		}
		return records.Put(key(8), []byte(strings.Replace(string(line), from, to, 1)))
	}
}

var _ store.Records = (*shaky)(nil)
