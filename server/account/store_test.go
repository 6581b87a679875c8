package account_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"strategyroom/server/account"
	"strategyroom/server/store"
	"strategyroom/server/store/bolt"
)

// unsure is a store after whose writes it is not known whether they were written. In turn they were and were not.
type unsure struct {
	store.Documents
	mu   sync.Mutex
	turn int
}

func (u *unsure) Put(ctx context.Context, doc store.Document) (store.Document, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.turn++
	switch u.turn % 3 {
	case 1: // neither written nor known
		return store.Document{}, fmt.Errorf("%w: lost on the way there", store.ErrUnknown)
	case 2: // written, but that is not known
		if _, err := u.Documents.Put(ctx, doc); err != nil {
			return store.Document{}, err
		}
		return store.Document{}, fmt.Errorf("%w: lost on the way back", store.ErrUnknown)
	default:
		return u.Documents.Put(ctx, doc)
	}
}

// TestWritesThatMayHaveArrived goes through everything on a store that is never sure.
func TestWritesThatMayHaveArrived(t *testing.T) {
	h := open(t)
	h.People = account.New(&unsure{Documents: h.store}, h.clock.now, rand.Reader)
	admin := h.enter(must[string](t)(h.SetUp(t.Context())), nil)
	if !admin.Account.Has(account.Administrator) {
		t.Errorf("got %+v, want an administrator", admin.Account)
	}
	chair := h.enter(h.add("chair@example.org", account.Chair), nil)
	must[*account.Session](t)(h.Sit(t.Context(), chair, "m1", "a1"))
	if got, want := h.again(chair).Seat("m1"), "a1"; got != want {
		t.Errorf("the chair's seat: got %q, want %q", got, want)
	}
	token := h.invite("m1", "a2")
	if got, want := h.enter(token, nil).Seat("m1"), "a2"; got != want {
		t.Errorf("the guest's seat: got %q, want %q", got, want)
	}
	outside, knock := h.knock(token, nil, caller("Kim Knock"))
	if got := h.waiting("m1"); len(got) != 1 {
		t.Errorf("got %q waiting, want one", got)
	}
	must[account.Knock](t)(h.Admit(t.Context(), "m1", knock.ID, "a3"))
	if got, want := h.again(outside).Seat("m1"), "a3"; got != want {
		t.Errorf("the seat of who knocked: got %q, want %q", got, want)
	}
}

// TestStoreAway: the store's error comes through, so that the caller can tell it from a refusal.
func TestStoreAway(t *testing.T) {
	kept, err := bolt.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	people := account.New(kept, time.Now, rand.Reader)
	token, err := people.Invite(t.Context(), "m1", "a2", "")
	if err != nil {
		t.Fatal(err)
	}
	kept.Close()
	calls := map[string]func() error{
		"set up":   func() error { _, err := people.SetUp(t.Context()); return err },
		"add":      func() error { _, err := people.Add(t.Context(), details("sam@example.org")); return err },
		"exchange": func() error { _, _, err := people.Exchange(t.Context(), token, nil, account.Details{}); return err },
		"session":  func() error { _, err := people.Session(t.Context(), "nonsense"); return err },
		"knock":    func() error { _, _, err := people.Knock(t.Context(), token, nil, caller("Kim Knock")); return err },
		"knocks":   func() error { _, err := people.Knocks(t.Context(), "m1"); return err },
		"admit":    func() error { _, err := people.Admit(t.Context(), "m1", "nonsense", "a2"); return err },
		"sweep":    func() error { return people.Sweep(t.Context()) },
	}
	for name, call := range calls {
		if got := call(); !errors.Is(got, store.ErrAway) {
			t.Errorf("%s: got %v, want away", name, got)
		}
	}
}
