package account_test

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/store"
)

func TestSetUpMakesTheFirstAccount(t *testing.T) {
	h := open(t)
	old := must[string](t)(h.SetUp(t.Context()))
	token := must[string](t)(h.SetUp(t.Context()))
	h.refused("a set-up link from an earlier start", old, nil, meeting.LinkEnded)

	s := h.enter(token, nil)
	who := s.Account
	if who == nil || who.ID == "" || who.Name != "Sam Sample" || who.Email != "sam@example.org" ||
		who.Agency != (meeting.Agency{Sector: "social-care", Name: "Example County Council"}) {
		t.Errorf("got the account %+v", who)
	}
	if !who.Has(account.Administrator) || !who.Has(account.Chair) || who.Has(account.Auditor) {
		t.Errorf("got the roles %v, want administrator and chair", who.Roles)
	}
	if got := must[string](t)(h.SetUp(t.Context())); got != "" {
		t.Errorf("got the token %q with an account there, want none", got)
	}
	h.refused("the set-up link again, elsewhere", token, nil, meeting.LinkUsed)
	if got := h.enter(token, s); got.Account.ID != who.ID {
		t.Errorf("the same browser again: got %+v, want the same account", got.Account)
	}
}

func TestSetUpEnds(t *testing.T) {
	tests := map[string]func(h house){
		"after half an hour":         func(h house) { h.clock.pass(account.SetUpLife) },
		"when an account was added":  func(h house) { h.add("first@example.org") },
		"when another link was made": func(h house) { must[string](h.t)(h.SetUp(h.t.Context())) },
	}
	for name, end := range tests {
		h := open(t)
		token := must[string](t)(h.SetUp(t.Context()))
		h.clock.pass(account.SetUpLife - time.Second)
		if _, err := h.Look(t.Context(), token); err != nil {
			t.Errorf("%s: ended too early: %v", name, err)
		}
		end(h)
		h.refused(name, token, nil, meeting.LinkEnded)
	}
}

func TestSetUpKeepsTheLinkGoodWhenDetailsAreWrong(t *testing.T) {
	h := open(t)
	token := must[string](t)(h.SetUp(t.Context()))
	tests := []struct {
		field string
		spoil func(*account.Details)
	}{
		{"name", func(d *account.Details) { d.Name = " " }},
		{"name", func(d *account.Details) { d.Name = "Sam\u202eelpmaS" }},
		{"email", func(d *account.Details) { d.Email = "sam" }},
		{"email", func(d *account.Details) { d.Email = "Sam <sam@example.org>" }},
		{"email", func(d *account.Details) { d.Email = strings.Repeat("s", 250) + "@example.org" }},
		{"agency.sector", func(d *account.Details) { d.Agency.Sector = "" }},
		{"agency.name", func(d *account.Details) { d.Agency.Name = "\x00" }},
		{"position", func(d *account.Details) { d.Position = strings.Repeat("p", 201) }},
	}
	for _, test := range tests {
		wrong := details("sam@example.org")
		test.spoil(&wrong)
		_, _, err := h.Exchange(t.Context(), token, nil, wrong)
		refusal, _ := err.(*meeting.Refusal)
		if refusal == nil || refusal.Code != meeting.Content || refusal.Field != test.field {
			t.Errorf("%+v: got %v, want a refusal of %s", wrong, err, test.field)
		}
	}
	h.enter(token, nil)
}

func TestSignIn(t *testing.T) {
	h := open(t)
	old := h.add("Sam@Example.org", account.Auditor, account.Chair, account.Auditor)
	token := h.add("sAM@example.ORG", account.Administrator)
	h.refused("the link before the latest", old, nil, meeting.LinkEnded)
	s := h.enter(token, nil)
	if got, want := s.Account.Roles, []account.Role{account.Auditor, account.Chair}; !slices.Equal(got, want) {
		t.Errorf("roles: got %v, want %v", got, want)
	}
	h.refused("a used link", token, nil, meeting.LinkUsed)
	h.refused("a link that was never made", "nonsense", nil, meeting.NotFound)
	h.refused("an empty link", "", nil, meeting.NotFound)

	late := h.add("sam@example.org")
	h.clock.pass(account.SignInLife)
	h.refused("an old link", late, nil, meeting.LinkEnded)

	other := h.enter(h.add("other@example.org"), s)
	if other.Account.ID == s.Account.ID || other.ID == s.ID {
		t.Errorf("got session %s of account %s, want new ones", other.ID, other.Account.ID)
	}
}

func TestInvitation(t *testing.T) {
	h := open(t)
	old, token := h.invite("m1", "a2"), h.invite("m1", "a2")
	h.refused("the link before the latest", old, nil, meeting.LinkEnded)
	guest := h.enter(token, nil)
	if got, want := guest.Seat("m1"), "a2"; got != want || guest.Account != nil {
		t.Errorf("got seat %q and account %v, want %q and none", got, guest.Account, want)
	}
	h.refused("opened elsewhere", token, nil, meeting.LinkUsed)
	if again := h.enter(token, guest); again.ID != guest.ID || again.Seat("m1") != "a2" {
		t.Errorf("opened again: got %+v, want the same session", again)
	}
	if again := h.enter(old, guest); again.Seat("m1") != "a2" {
		t.Errorf("an ended link of one who is in: got %+v, want the seat", again)
	}
	if got := guest.Seat("m2"); got != "" {
		t.Errorf("a seat in another meeting: got %q, want none", got)
	}
	h.enter(h.invite("m2", "a7"), guest)
	if got := h.again(guest).Seats(); len(got) != 2 || got["m1"] != "a2" || got["m2"] != "a7" {
		t.Errorf("two meetings in one browser: got %v", got)
	}
}

func TestInvitationForSomebodyElseIsKept(t *testing.T) {
	h := open(t)
	chair := h.enter(h.add("chair@example.org", account.Chair), nil)
	chair = must[*account.Session](t)(h.Sit(t.Context(), chair, "m1", meeting.ConvenerID))
	token := h.invite("m1", "a2")
	h.refused("the chair opens another's link", token, chair, meeting.Conflict)
	if got, want := h.again(chair).Seat("m1"), meeting.ConvenerID; got != want {
		t.Errorf("the chair's seat: got %q, want %q", got, want)
	}
	if got, want := h.enter(token, nil).Seat("m1"), "a2"; got != want {
		t.Errorf("the attendee's seat: got %q, want %q", got, want)
	}
}

func TestSeatsOfAnAccountAreInAllItsSessions(t *testing.T) {
	h := open(t)
	first := h.enter(h.add("sam@example.org"), nil)
	token := h.invite("m1", "a2")
	h.enter(token, first)
	second := h.enter(h.add("sam@example.org"), nil)
	if got, want := second.Seat("m1"), "a2"; got != want {
		t.Errorf("got seat %q, want %q", got, want)
	}
	if got := h.enter(token, second); got.ID != second.ID {
		t.Errorf("the used link on another device: got %+v, want that session", got)
	}
	h.clock.pass(account.AccountLife)
	third := h.enter(h.add("sam@example.org"), nil)
	if got, want := third.Seat("m1"), "a2"; got != want {
		t.Errorf("a week later: got seat %q, want %q", got, want)
	}
}

// TestOneOfManyWins has many browsers open one link at once.
func TestOneOfManyWins(t *testing.T) {
	tests := map[string]func(h house) string{
		"set-up":     func(h house) string { return must[string](h.t)(h.SetUp(h.t.Context())) },
		"sign-in":    func(h house) string { return h.add("sam@example.org") },
		"invitation": func(h house) string { return h.invite("m1", "a2") },
	}
	for name, link := range tests {
		t.Run(name, func(t *testing.T) {
			h := open(t)
			token := link(h)
			var won atomic.Int32
			var group sync.WaitGroup
			for range 16 {
				group.Go(func() {
					_, _, err := h.Exchange(t.Context(), token, nil, details("sam@example.org"))
					switch {
					case err == nil:
						won.Add(1)
					case code(err) != meeting.LinkUsed && code(err) != meeting.LinkEnded:
						t.Errorf("one who lost: got %v, want link-used", err)
					}
				})
			}
			group.Wait()
			if got := won.Load(); got != 1 {
				t.Errorf("%d got in by one link, want 1", got)
			}
			begun := 0
			if err := h.store.List(t.Context(), "session", func(store.Document) error { begun++; return nil }); err != nil || begun != 1 {
				t.Errorf("got %d sessions and %v, want 1", begun, err)
			}
		})
	}
}

// TestOneAccountForAnAddress adds one person many times at once.
func TestOneAccountForAnAddress(t *testing.T) {
	h := open(t)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() { h.add("sam@example.org") })
	}
	group.Wait()
	made := 0
	if err := h.store.List(t.Context(), "account", func(store.Document) error { made++; return nil }); err != nil || made != 1 {
		t.Errorf("got %d accounts and %v, want 1", made, err)
	}
}
