package room_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/room"
)

func TestWritersAtOnceAreAllWritten(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	r := h.seated()
	var senders sync.WaitGroup
	numbers := make(chan int, 1000)
	for sender := range 200 {
		senders.Go(func() {
			for i := range 5 {
				command := meeting.Command{ID: fmt.Sprintf("s%d-%d", sender, i), Kind: "item.current", Body: []byte(`{"item":"q1"}`)}
				result, err := r.Write(t.Context(), chair, command)
				if err != nil {
					t.Error(err)
					return
				}
				numbers <- result.Number
			}
		})
	}
	senders.Wait()
	close(numbers)
	seen := map[int]bool{}
	for number := range numbers {
		if seen[number] {
			t.Errorf("two commands became entry %d", number)
		}
		seen[number] = true
	}
	if got, want := len(h.record("m1")), seats+1000; got != want {
		t.Errorf("the record has %d entries, want %d", got, want)
	}
}

func TestCommandSentAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	r := h.seated()
	var first room.Result
	results := make(chan room.Result, 50)
	var senders sync.WaitGroup
	for range 50 {
		senders.Go(func() {
			result, err := r.Write(t.Context(), police, information("i1", "seen at home"))
			if err != nil {
				t.Error(err)
			}
			results <- result
		})
	}
	senders.Wait()
	close(results)
	fresh := 0
	for result := range results {
		if !result.Repeated {
			fresh++
			first = result
		}
	}
	if fresh != 1 {
		t.Fatalf("%d were told that theirs was the first, want 1", fresh)
	}
	entries := h.record("m1")
	again := open(t, h.store)
	for _, at := range []struct {
		when string
		room *room.Room
	}{{"at once", r}, {"after a restart", again.open("m1")}} {
		for _, test := range []struct {
			name    string
			by      string
			command meeting.Command
			want    meeting.Code
		}{
			{"the same", police, information("i1", "seen at home"), ""},
			{"the same in other bytes", police, meeting.Command{ID: "i1", Kind: "information", Body: []byte(`{ "text" : "seen at home", "item": "q1" }`)}, ""},
			{"another body", police, information("i1", "not seen"), meeting.CommandReused},
			{"another sender", chair, information("i1", "seen at home"), meeting.CommandReused},
			{"another kind", police, meeting.Command{ID: "i1", Kind: "note", Body: []byte(`{"item":"q1","text":"seen at home"}`)}, meeting.CommandReused},
		} {
			result, err := at.room.Write(t.Context(), test.by, test.command)
			if got := code(err); got != test.want {
				t.Errorf("%s, %s: got %q, want %q", test.name, at.when, got, test.want)
			}
			if test.want == "" && (result.Number != first.Number || result.Fingerprint.String() != first.Fingerprint.String() || !result.Repeated) {
				t.Errorf("%s, %s: got %+v, want %d again", test.name, at.when, result, first.Number)
			}
		}
	}
	if got, want := len(h.record("m1")), len(entries); got != want {
		t.Errorf("got %d entries, want %d", got, want)
	}
}

// TestSaveThenTell has each way an append may end, and looks at the screens meanwhile and afterwards.
func TestSaveThenTell(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		fault fault
		want  meeting.Code // of the first command
		after int          // entries when it is answered
	}{
		{"written", func(_ context.Context, write func() error) error { return write() }, "", 1},
		{"away", storeAway, meeting.Away, 0},
		{"unknown, was written", written, "", 1},
		{"unknown, was not written", neverWritten, "", 1},
		{"hangs", hangs, meeting.Away, 0},
		{"hangs and was written", func(ctx context.Context, write func() error) error { write(); return hangs(ctx, nil) }, meeting.Away, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := newHouse(t)
				r := h.seated()
				writer, reader := h.enter(r, police), h.enter(r, chair)
				time.Sleep(time.Second) // they are written down as here
				writer.got()
				reader.got()
				head := len(h.record("m1"))
				h.store.then(func(ctx context.Context, write func() error) error {
					time.Sleep(time.Second) // whatever is told too soon would be there by now
					for _, c := range []*client{writer, reader} {
						if got := c.got(); len(got) > 0 {
							t.Errorf("%s got %v before it was saved", c.attendee, got)
						}
					}
					return test.fault(ctx, write)
				})
				command := information("i1", "seen at home")
				from := time.Now()
				result, err := r.Write(t.Context(), police, command)
				if got := code(err); got != test.want {
					t.Errorf("got %q, want %q", got, test.want)
				}
				if got := time.Since(from); got > 5*time.Second {
					t.Errorf("the answer took %v, want at most 5 s", got)
				}
				if err == nil && result.Number != head+1 {
					t.Errorf("got number %d, want %d", result.Number, head+1)
				}
				synctest.Wait()
				told := []string{}
				if test.want == "" {
					told = []string{fmt.Sprint(head + 1)}
				}
				for _, c := range []*client{writer, reader} {
					if got := c.got(); !slices.Equal(got, told) {
						t.Errorf("%s got %v, want %v", c.attendee, got, told)
					}
				}
				if got, want := len(h.record("m1"))-head, test.after; got != want {
					t.Errorf("got %d entries more, want %d", got, want)
				}
				// The next commands work, and what was sent once stands in the record once.
				writer.send(command)
				writer.send(information("i2", "and at school"))
				synctest.Wait()
				if got, want := writer.answers["i1"].Number, head+1; got != want {
					t.Errorf("the first is entry %d when sent again, want %d", got, want)
				}
				if got, want := writer.answers["i2"].Number, head+2; got != want {
					t.Errorf("the second is entry %d, want %d", got, want)
				}
				if got, want := len(h.record("m1")), head+2; got != want {
					t.Errorf("got %d entries, want %d", got, want)
				}
				writer.same()
				reader.same()
			})
		})
	}
}

func TestAnswerWithinPatienceWhateverTheStoreDoes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		r := h.seated()
		h.store.then(hangs)
		hang := make(chan struct{})
		h.store.hang = hang // as when the disk takes nothing: reads hang too, and know no context
		from := time.Now()
		answered := make(chan error, 300)
		for i := range 300 { // more than wait at once
			go r.Send(police, information(fmt.Sprint("i", i), "x"), func(_ room.Result, err error) { answered <- err })
		}
		for range 300 {
			if got, want := code(<-answered), meeting.Away; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
		if got := time.Since(from); got > 10*time.Second { // those who could not even wait have their own five seconds
			t.Errorf("the last answer took %v, want at most 10 s", got)
		}
		h.store.mu.Lock()
		h.store.hang = nil
		h.store.mu.Unlock()
		close(hang)
		if got, want := h.write(r, police, "information", `{"item":"q1","text":"x"}`).Number, seats+1; got != want {
			t.Errorf("got number %d afterwards, want %d", got, want)
		}
	})
}

func TestAnotherServerWroteFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		r := h.seated()
		other := open(t, &shaky{Records: h.store.Records})
		elsewhere := other.open("m1")
		reader := h.enter(r, chair)
		time.Sleep(time.Second)
		reader.got()
		head := len(h.record("m1"))
		h.store.then(func(_ context.Context, write func() error) error {
			other.write(elsewhere, minuteTaker, "information", `{"item":"q1","text":"from elsewhere"}`)
			// The same command came to the other server as well: the person's connection moved.
			if _, err := elsewhere.Write(context.Background(), police, information("i1", "seen at home")); err != nil {
				t.Error(err)
			}
			other.write(elsewhere, chair, "item.current", `{"item":"q2"}`)
			return write()
		})
		h.store.reads = nil
		results := make(chan room.Result, 2)
		for _, command := range []meeting.Command{information("i1", "seen at home"), information("i2", "and at school")} {
			r.Send(police, command, func(result room.Result, err error) {
				if err != nil {
					t.Error(err)
				}
				results <- result
			})
		}
		if got := <-results; got.Number != head+2 || !got.Repeated {
			t.Errorf("the command that came to both is %+v, want %d, repeated", got, head+2)
		}
		if got := <-results; got.Number != head+4 || got.Repeated {
			t.Errorf("the other command is %+v, want %d, not repeated", got, head+4)
		}
		synctest.Wait()
		if got, want := fmt.Sprint(h.store.reads), fmt.Sprint([]int{head - 1}); got != want { // the head again, and what is new
			t.Errorf("the record was read after %s, want %s", got, want)
		}
		if got, want := fmt.Sprint(reader.got()), fmt.Sprint([]int{head + 1, head + 2, head + 3, head + 4}); got != want {
			t.Errorf("got %v, want %v", got, want)
		}
		reader.same()
		h.record("m1")
	})
}

func TestTwoServersWriteOneMeeting(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	here := h.seated()
	other := open(t, &shaky{Records: h.store.Records})
	there := other.open("m1")
	head := len(h.record("m1"))
	const each = 40
	var senders sync.WaitGroup
	for i, r := range []*room.Room{here, there} {
		for sender := range 4 {
			senders.Go(func() {
				for n := range each / 4 {
					if _, err := r.Write(t.Context(), police, information(fmt.Sprint("i", i, "-", sender, "-", n), "x")); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	senders.Wait()
	h.write(here, chair, "item.current", `{"item":"q1"}`)
	other.write(there, chair, "item.current", `{"item":"q2"}`)
	h.write(here, chair, "item.current", `{"item":"q3"}`)
	other.write(there, chair, "item.current", `{"item":"q4"}`)
	if got, want := len(h.record("m1")), head+2*each+4; got != want {
		t.Errorf("got %d entries, want %d", got, want)
	}
	h.write(here, chair, "item.current", `{"item":"q5"}`)
	if result, err := there.Write(t.Context(), chair, h.command("item.current", `{"item":"q6"}`)); err != nil || result.Number != head+2*each+6 {
		t.Errorf("got %+v, %v", result, err)
	}
	last := h.command("item.current", `{"item":"q7"}`)
	for _, r := range []*room.Room{here, there} { // to the one it is new, the other finds it
		if _, err := r.Write(t.Context(), chair, last); err != nil {
			t.Error(err)
		}
	}
	a, b := here.Snapshot(chair), there.Snapshot(chair)
	if a.Fingerprint.String() != b.Fingerprint.String() || string(a.Meeting) != string(b.Meeting) {
		t.Errorf("the two stand at %d %s and %d %s", a.Number, a.Fingerprint, b.Number, b.Fingerprint)
	}
}

// TestRecordThatChangedUnderTheRoomIsNotGoneOnWith has another record of the same meeting put in the place of the first,
// as when an old copy is put back.
func TestRecordThatChangedUnderTheRoomIsNotGoneOnWith(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		entries int // beyond those of the seating; the room has one
		want    string
	}{
		{"a shorter one", 0, "missing"},
		{"one as long", 1, "another"},
		{"a longer one", 2, "another"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := newHouse(t)
				r := h.seated()
				reader := h.enter(r, chair) // which is one entry
				another := newHouse(t)
				there := another.seated()
				for range test.entries {
					another.write(there, chair, "item.current", `{"item":"q1"}`)
				}
				time.Sleep(time.Second)
				h.store.mu.Lock()
				h.store.Records = another.store.Records
				h.store.mu.Unlock()
				reader.got()
				h.store.then(storeAway)
				for range 2 {
					_, err := r.Write(t.Context(), police, information("i1", "seen at home"))
					if got, want := code(err), meeting.Away; got != want {
						t.Errorf("got %q, want %q", got, want)
					}
				}
				synctest.Wait()
				if got := reader.got(); len(got) > 0 {
					t.Errorf("the screens were told %v", got)
				}
				if log := h.log.String(); !strings.Contains(log, "damaged") || !strings.Contains(log, test.want) {
					t.Errorf("the log does not say so: %s", log)
				}
			})
		})
	}
}

// dice are random bytes that run out, or break, when the test says so.
type dice struct{ roll func([]byte) (int, error) }

func (d *dice) Read(salt []byte) (int, error) { return d.roll(salt) }

func TestOneCommandThatBreaksOffDoesNotEndTheMeeting(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	good := func(salt []byte) (int, error) { return len(salt), nil }
	source := &dice{good}
	h.Rooms.Random = source
	r := h.seated()
	for _, test := range []struct {
		name string
		roll func([]byte) (int, error)
		want meeting.Code
	}{
		{"panics", func([]byte) (int, error) { panic("seen at home") }, meeting.Content},
		{"no randomness", func([]byte) (int, error) { return 0, context.Canceled }, meeting.Away},
		{"well again", good, ""},
	} {
		source.roll = test.roll
		_, err := r.Write(t.Context(), police, information("i1", "seen at home"))
		if got := code(err); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
	if got, want := len(h.record("m1")), seats+1; got != want {
		t.Errorf("got %d entries, want %d", got, want)
	}
	if strings.Contains(h.log.String(), "seen at home") {
		t.Error("the log holds what was said")
	}
}
