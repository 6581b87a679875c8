package mongo_test

import (
	"errors"
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"strategyroom/server/store"
	"strategyroom/server/store/mongo"
	"strategyroom/server/store/mongo/mongotest"
	"strategyroom/server/store/storetest"
)

// line is the network to a server, which can be cut.
type line struct {
	net.Listener
	to      string
	swallow atomic.Bool // the next answers, and cut the line instead

	mu    sync.Mutex
	down  bool
	mute  chan struct{} // answers wait until it closes; nil while none do
	conns []net.Conn
}

// through is a line to the server of a URI, and the URI that leads through it.
func through(t *testing.T, uri string) (*line, string) {
	t.Helper()
	parsed, err := url.Parse(uri)
	if err != nil {
		t.Fatal(err)
	}
	if parsed.Query().Get("replicaSet") != "" || net.ParseIP(parsed.Hostname()) == nil {
		t.Skip("needs one server at one address")
	}
	l := &line{to: parsed.Host}
	if l.Listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	var carriers sync.WaitGroup
	carriers.Go(func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			carriers.Go(func() { l.carry(near) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		l.hush(false)
		l.cut(true)
		carriers.Wait()
	})
	parsed.Host = l.Addr().String()
	return l, parsed.String()
}

// carry carries both ways until either ends.
func (l *line) carry(near net.Conn) {
	defer near.Close()
	far, err := net.Dial("tcp", l.to)
	if err != nil {
		return
	}
	defer far.Close()
	l.mu.Lock()
	if l.down {
		l.mu.Unlock()
		return
	}
	l.conns = append(l.conns, near, far)
	l.mu.Unlock()
	go io.Copy(far, near)
	buffer := make([]byte, 64<<10)
	for {
		n, err := far.Read(buffer)
		if err != nil || l.swallow.CompareAndSwap(true, false) {
			return
		}
		l.mu.Lock()
		mute := l.mute
		l.mu.Unlock()
		if mute != nil {
			<-mute
		}
		if _, err := near.Write(buffer[:n]); err != nil {
			return
		}
	}
}

// cut cuts all that is connected and, where it is to stay down, all that connects later.
func (l *line) cut(down bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = down
	for _, conn := range l.conns {
		conn.Close()
	}
	l.conns = nil
}

// hush has questions arrive and answers wait, or those go on that did.
func (l *line) hush(yes bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.mute != nil {
		close(l.mute)
		l.mute = nil
	}
	if yes {
		l.mute = make(chan struct{})
	}
}

// TestAnswerLost loses the answers to writes: each is there once, and is acknowledged.
func TestAnswerLost(t *testing.T) {
	t.Parallel()
	l, uri := through(t, mongotest.Database(t))
	s, err := mongo.Open(t.Context(), uri)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.Wait(time.Minute)
	var pen storetest.Pen
	doc := store.Document{Kind: "account", ID: "1"}
	for i := range 6 {
		entries := pen.Pages(3)
		after := entries[0].Number - 1
		l.swallow.Store(i > 0) // at first the end of the record is asked
		if err := s.Append(t.Context(), "m1", after, entries); err != nil {
			t.Fatalf("append after %d: %v", after, err)
		}
		// One of the four exchanges of a put. Where it is the first, nothing was written.
		timer := time.AfterFunc(time.Duration(i)*800*time.Microsecond, func() { l.swallow.Store(true) })
		next, err := s.Put(t.Context(), doc)
		for tries := 0; errors.Is(err, store.ErrAway) && tries < 3; tries++ {
			next, err = s.Put(t.Context(), doc)
		}
		timer.Stop()
		l.swallow.Store(false)
		if errors.Is(err, store.ErrUnknown) {
			next, err = s.Get(t.Context(), doc.Kind, doc.ID)
		}
		if err != nil || next.Version != i+1 {
			t.Fatalf("got version %d and %v, want %d", next.Version, err, i+1)
		}
		doc = next
	}
	got, err := storetest.Record(t.Context(), s, "m1")
	if err != nil || len(got) != pen.Number {
		t.Errorf("got %d entries and %v, want %d", len(got), err, pen.Number)
	}
}

// TestAway has the server away for a while.
func TestAway(t *testing.T) {
	t.Parallel()
	l, uri := through(t, mongotest.Database(t))
	s, err := mongo.Open(t.Context(), uri)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var pen storetest.Pen
	if err := s.Append(t.Context(), "m1", 0, pen.Pages(1)); err != nil {
		t.Fatal(err)
	}
	l.cut(true)
	s.Wait(time.Second)
	before := pen
	began := time.Now()
	err = s.Append(t.Context(), "m1", 1, pen.Pages(1))
	if took := time.Since(began); !errors.Is(err, store.ErrAway) && !errors.Is(err, store.ErrUnknown) || took > 20*time.Second {
		t.Errorf("got %v after %v, want away or unknown within its patience", err, took)
	}
	if err := s.Ready(t.Context()); !errors.Is(err, store.ErrAway) {
		t.Errorf("ready: got %v, want away", err)
	}
	l.cut(false)
	s.Wait(time.Minute)
	began = time.Now()
	pen = before
	if err := s.Append(t.Context(), "m1", 1, pen.Pages(1)); err != nil {
		t.Errorf("got %v when it is back, want nil", err)
	}
	took := time.Since(began)
	t.Logf("written %v after the server was back", took.Round(time.Millisecond))
	if took > 30*time.Second {
		t.Errorf("took %v, want a few seconds", took)
	}
}

func TestOpenRefused(t *testing.T) {
	t.Parallel()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	_, err = mongo.Open(t.Context(), "mongodb://user:secret@"+closed.Addr().String()+"/?serverSelectionTimeoutMS=100&connectTimeoutMS=100")
	if !errors.Is(err, store.ErrAway) {
		t.Errorf("got %v where nobody listens, want away", err)
	}
	for _, uri := range []string{"", "localhost", "http://user:secret@localhost", "mongodb://user:sec%ret@localhost/", "mongodb://"} {
		if err := mongo.Valid(uri); err == nil {
			t.Errorf("%q: got nil, want an error", uri)
		} else if _, err := mongo.Open(t.Context(), uri); err == nil {
			t.Errorf("open %q: got nil, want an error", uri)
		}
	}
}
