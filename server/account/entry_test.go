package account_test

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/store"
)

// halfway is a store that is away for writes of one kind.
type halfway struct {
	store.Documents
	away string
}

func (h *halfway) Put(ctx context.Context, doc store.Document) (store.Document, error) {
	if doc.Kind == h.away {
		return store.Document{}, store.ErrAway
	}
	return h.Documents.Put(ctx, doc)
}

// recognised is a session that knocked as the person invited and was let in.
func (h house) recognised(token string, with *account.Session, closed bool) (*account.Session, account.Knock) {
	h.t.Helper()
	who := caller("Pat Sample")
	who.Same = true
	s, k := h.knock(token, with, who)
	must[account.Knock](h.t)(h.Recognise(h.t.Context(), "m1", k.ID, "a2", closed))
	return s, k
}

// takes is TakeSeat, after which the browser keeps the cookie that it was given.
func (h house) takes(s *account.Session, closed bool) error {
	seated, err := h.TakeSeat(h.t.Context(), s, "m1", closed)
	if seated != nil && seated.Cookie != "" {
		h.cookies[s.ID] = seated.Cookie
	}
	return err
}

// TestASeatThatWasHalfTaken: where the store goes away half-way through, whoever was let in takes the seat when it is back, and
// has changed the cookie once.
func TestASeatThatWasHalfTaken(t *testing.T) {
	tests := []struct {
		name, away string
		account    bool
	}{{"guest", "session", false}, {"account", "session", true}, {"account, with the cookie", "account", true}, {"guest, of what is heard", "knocks", false}}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := open(t)
			kept := &halfway{Documents: h.store}
			h.People = account.New(kept, h.clock.now, rand.Reader)
			var with *account.Session
			if test.account {
				with = h.enter(h.add("pat@example.org"), nil)
			}
			s, _ := h.recognised(h.invite("m1", "a2"), with, false)
			before := h.cookies[s.ID]
			kept.away = test.away
			if err := h.takes(s, false); (err == nil) != (test.away == "knocks") {
				t.Errorf("while it is away: got %v", err)
			}
			kept.away = ""
			if test.away != "knocks" && h.again(s).Seat("m1") != "" {
				t.Error("there is a seat before it was taken")
			}
			for range 2 { // the second time it is another window of that browser
				if err := h.takes(h.again(s), false); err != nil {
					t.Fatalf("when it is back: got %v", err)
				}
			}
			if got, want := h.again(s).Seat("m1"), "a2"; got != want || h.cookies[s.ID] == before {
				t.Errorf("got the seat %q, want %q; another cookie: %v", got, want, h.cookies[s.ID] != before)
			}
			if old := must[*account.Session](t)(h.Session(t.Context(), before)); old != nil {
				t.Error("the cookie from before is good still")
			}
		})
	}
}

// uses is UseEntryCode with a code that is right.
func (h house) uses(s *account.Session, typed string, closed bool) {
	h.t.Helper()
	if _, _, err := h.UseEntryCode(h.t.Context(), s, "m1", typed, closed); err != nil {
		h.t.Fatal(err)
	}
}

// TestACodeWhoseSeatWasNotTaken may be typed again, by the session that used it, until it has its seat.
func TestACodeWhoseSeatWasNotTaken(t *testing.T) {
	h := open(t)
	who := caller("Pat Sample")
	who.Same = true
	token := h.invite("m1", "a2")
	pat, k := h.knock(token, nil, who)
	other, _ := h.knock(token, nil, who)
	typed, _, err := h.EntryCode(t.Context(), pat, "m1", false)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the first time it goes no further
		h.uses(pat, typed, false)
		must[account.Knock](t)(h.Recognise(t.Context(), "m1", k.ID, "a2", false))
	}
	if _, _, err := h.UseEntryCode(t.Context(), other, "m1", typed, false); code(err) != meeting.Unconfirmed {
		t.Errorf("by another session: got %v, want unconfirmed", err)
	}
	if err := h.takes(pat, false); err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.UseEntryCode(t.Context(), h.again(pat), "m1", typed, false); code(err) != meeting.NotFound {
		t.Errorf("once there is a seat: got %v, want not-found", err)
	}
}

// TestWhoIsLetInIsNotTurnedAway while it is written down how they were known.
func TestWhoIsLetInIsNotTurnedAway(t *testing.T) {
	h := open(t)
	token := h.invite("m1", "a2")
	_, first := h.knock(token, nil, caller("One"))
	_, second := h.knock(token, nil, caller("Two"))
	decline := func(name string, want meeting.Code) {
		t.Helper()
		if _, err := h.Decline(t.Context(), "m1", first.ID); code(err) != want {
			t.Errorf("turned away %s: got %v, want %q", name, err, want)
		}
	}
	for _, by := range []string{"a1", "code", "a1"} {
		if err := h.Claim(t.Context(), "m1", first.ID, by); err != nil {
			t.Fatal(err)
		}
	}
	decline("while two let them in", meeting.Conflict)
	for _, by := range []string{"a1", "code"} {
		decline("before "+by+" gave up", meeting.Conflict)
		if err := h.Release(t.Context(), "m1", first.ID, by); err != nil {
			t.Fatal(err)
		}
	}
	decline("when both gave up", "")
	if err := h.Claim(t.Context(), "m1", first.ID, "a1"); code(err) != meeting.Conflict {
		t.Errorf("letting in who was turned away: got %v, want conflict", err)
	}
	if err := h.Claim(t.Context(), "m1", second.ID, "a1"); err != nil {
		t.Error(err)
	}
	must[account.Knock](t)(h.Recognise(t.Context(), "m1", second.ID, "a2", false))
}

// TestWhatWasGivenForTheRoomEndsWithIt: an admission, and a code of either sort, give nothing once the meeting is closed.
func TestWhatWasGivenForTheRoomEndsWithIt(t *testing.T) {
	h := open(t)
	s, _ := h.recognised(h.invite("m1", "a2"), nil, false)
	if err := h.takes(s, true); code(err) != meeting.RoomEnded {
		t.Errorf("an admission from before: got %v, want room-ended", err)
	}
	who := caller("Pat Sample")
	who.Same = true
	made := map[bool]string{}
	waits, k := h.knock(h.invite("m1", "a2"), nil, who)
	for _, closed := range []bool{false, true} {
		var err error
		for range account.EntryCodes { // of a closed meeting there are as many anew
			if made[closed], _, err = h.EntryCode(t.Context(), waits, "m1", closed); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, _, err := h.UseEntryCode(t.Context(), waits, "m1", made[false], true); code(err) != meeting.Unconfirmed {
		t.Errorf("a code from before: got %v, want unconfirmed", err)
	}
	h.uses(waits, made[true], true)
	must[account.Knock](t)(h.Recognise(t.Context(), "m1", k.ID, "a2", true))
	if err := h.takes(waits, true); err != nil || !h.again(waits).Back("m1") {
		t.Errorf("a code from after: got %v", err)
	}
}

const aWrongCode = "2222-2222"

// TestStrangersUseUpNoCode: whoever has got hold of a link, and types whatever they like, keeps nobody out who has the code that
// was passed on to them.
func TestStrangersUseUpNoCode(t *testing.T) {
	h := open(t)
	who := caller("Pat Sample")
	who.Same = true
	token := h.invite("m1", "a2")
	typed, _, err := h.PassCode(t.Context(), "m1", "a2", true)
	if err != nil {
		t.Fatal(err)
	}
	tries := func(s *account.Session, what string, want meeting.Code) {
		t.Helper()
		if _, _, err := h.UseEntryCode(t.Context(), s, "m1", what, true); code(err) != want {
			t.Fatalf("%s: got %v, want %q", what, err, want)
		}
	}
	for range account.MaxLinkKnocks - 1 {
		stranger, _ := h.knock(token, nil, who)
		for range account.CodeTries + 2 {
			tries(stranger, aWrongCode, meeting.Unconfirmed)
		}
		tries(stranger, typed, meeting.Unconfirmed) // five wrong ones ended it for them
		other := who
		other.Same = false
		h.knock(token, stranger, other)
		h.knock(token, stranger, who)
		tries(stranger, typed, meeting.Unconfirmed) // also when they knock anew
	}
	pat, _ := h.knock(token, nil, who)
	tries(pat, aWrongCode, meeting.Unconfirmed)
	tries(pat, typed, "")
	tries(pat, typed, "") // until the seat is taken
}

// TestManyLinksAreTooMany: with as many links as they like they are slowed down, and nobody for long.
func TestManyLinksAreTooMany(t *testing.T) {
	h := open(t)
	who := caller("Pat Sample")
	who.Same = true
	typed, _, err := h.PassCode(t.Context(), "m1", "a2", true)
	if err != nil {
		t.Fatal(err)
	}
	wrong := 0
	for wrong < 60 {
		s, _ := h.knock(h.invite("m1", "a2"), nil, who)
		for range account.CodeTries {
			if _, _, err = h.UseEntryCode(t.Context(), s, "m1", aWrongCode, true); code(err) != meeting.Unconfirmed {
				break
			}
			wrong++
		}
		if code(err) != meeting.Unconfirmed {
			break
		}
	}
	if code(err) != meeting.TooMany || wrong != 30 {
		t.Errorf("after %d wrong ones: got %v, want too-many after 30", wrong, err)
	}
	pat, _ := h.knock(h.invite("m1", "a2"), nil, who)
	h.clock.pass(2 * time.Minute)
	h.uses(pat, typed, true)
}

// TestAnAdmissionIsSeen though they have asked again since, and what they asked again is taken back when they come in.
func TestAnAdmissionIsSeen(t *testing.T) {
	h := open(t)
	token := h.invite("m1", "a2")
	s, first := h.recognised(token, nil, false)
	who := caller("Pat Sample")
	who.Same = true
	h.knock(token, s, who)
	if k := must[account.Knock](t)(h.Knocking(t.Context(), s, "m1", false)); k.ID != first.ID || k.State != account.Admitted {
		t.Errorf("got %+v, want the knock that was let in", k)
	}
	if err := h.takes(s, false); err != nil || h.again(s).Seat("m1") != "a2" {
		t.Errorf("taking the seat: got %v", err)
	}
	if got := h.waiting("m1"); len(got) > 0 {
		t.Errorf("got %q waiting, want none", got)
	}
}

// TestAskingAgain needs no link, as long as it is the latest.
func TestAskingAgain(t *testing.T) {
	h := open(t)
	token := h.invite("m1", "a2")
	s, first := h.knock(token, nil, caller("Kim Knock"))
	if again := must[account.Knock](t)(h.AskAgain(t.Context(), s, "m1")); again.ID != first.ID {
		t.Error("asking again while it is heard made another knock")
	}
	h.clock.pass(account.KnockLife)
	if _, err := h.Knocking(t.Context(), s, "m1", false); code(err) != meeting.NotFound {
		t.Errorf("after an hour: got %v, want not-found", err)
	}
	for range 2 {
		again := must[account.Knock](t)(h.AskAgain(t.Context(), s, "m1"))
		if again.ID == first.ID || again.Caller != first.Caller || again.Attendee != "a2" || again.State != account.Waiting {
			t.Errorf("asking again: got %+v", again)
		}
	}
	if got := h.waiting("m1"); len(got) != 1 {
		t.Errorf("got %q waiting, want one", got)
	}
	h.clock.pass(account.KnockLife)
	h.invite("m1", "a2")
	if _, err := h.AskAgain(t.Context(), s, "m1"); code(err) != meeting.LinkEnded {
		t.Errorf("when there is a new link: got %v, want link-ended", err)
	}
	if _, err := h.AskAgain(t.Context(), s, "m2"); code(err) != meeting.NotFound {
		t.Errorf("who never knocked: got %v, want not-found", err)
	}
}
