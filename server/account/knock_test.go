package account_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"strategyroom/meeting"
	"strategyroom/server/account"
)

func caller(name string) account.Caller {
	return account.Caller{Name: name, Agency: meeting.Agency{Sector: "police", Name: "Example Police"}}
}

// knock knocks and returns the session as the next request of that browser would have it.
func (h house) knock(token string, with *account.Session, caller account.Caller) (*account.Session, account.Knock) {
	h.t.Helper()
	s, k, err := h.Knock(h.t.Context(), token, with, caller)
	if err != nil {
		h.t.Fatal(err)
	}
	if s.Cookie != "" {
		h.cookies[s.ID] = s.Cookie
		s = h.again(s)
	}
	return s, k
}

func (h house) waiting(meeting string) (names []string) {
	h.t.Helper()
	for _, k := range must[[]account.Knock](h.t)(h.Knocks(h.t.Context(), meeting)) {
		names = append(names, k.Name)
	}
	return names
}

func TestKnockIsAnswered(t *testing.T) {
	h := open(t)
	var heard []string
	h.OnKnock = func(meeting string) { heard = append(heard, meeting) }
	token := h.invite("m1", "a2")
	h.enter(token, nil)
	phone, knock := h.knock(token, nil, account.Caller{Name: "Pat Sample", Agency: meeting.Agency{Sector: "police"}, Same: true})
	if knock.Attendee != "a2" || knock.Meeting != "m1" || !knock.Same || knock.State != account.Waiting || knock.Agency.Name != "Police" {
		t.Errorf("got %+v", knock)
	}
	other, second := h.knock(token, nil, caller("Sub Stitute"))
	if got, want := h.waiting("m1"), []string{"Pat Sample", "Sub Stitute"}; !slices.Equal(got, want) {
		t.Errorf("got %q waiting, want %q", got, want)
	}
	if got := h.again(phone).Seat("m1"); got != "" {
		t.Errorf("a seat before anybody let them in: %q", got)
	}

	for range 2 { // pressed twice
		must[account.Knock](t)(h.Admit(t.Context(), "m1", knock.ID, "a2"))
		must[account.Knock](t)(h.Decline(t.Context(), "m1", second.ID))
	}
	if got, want := h.again(phone).Seat("m1"), "a2"; got != want {
		t.Errorf("the seat of who was let in: got %q, want %q", got, want)
	}
	if got := h.again(other).Seat("m1"); got != "" {
		t.Errorf("the seat of who was declined: got %q, want none", got)
	}
	if got := h.waiting("m1"); len(got) != 0 {
		t.Errorf("got %q waiting, want none", got)
	}
	tests := []struct {
		session *account.Session
		state   account.State
		seat    string
	}{{phone, account.Admitted, "a2"}, {other, account.Declined, ""}}
	for _, test := range tests {
		k := must[account.Knock](t)(h.Knocking(t.Context(), test.session, "m1", false))
		if k.State != test.state || k.Seat != test.seat {
			t.Errorf("got %s with seat %q, want %s with %q", k.State, k.Seat, test.state, test.seat)
		}
	}
	if got, want := len(heard), 6; got != want || heard[0] != "m1" {
		t.Errorf("the room heard %q, want m1 %d times", heard, want)
	}
	h.enter(token, h.again(phone)) // the used link leads in from here too
}

func TestKnockIsAnsweredOnce(t *testing.T) {
	h := open(t)
	_, knock := h.knock(h.invite("m1", "a2"), nil, caller("Kim Knock"))
	var group sync.WaitGroup
	results := make(chan error, 8)
	for i := range 8 {
		group.Go(func() {
			_, err := h.Admit(t.Context(), "m1", knock.ID, fmt.Sprintf("a%d", 3+i))
			results <- err
		})
	}
	group.Wait()
	close(results)
	admitted := 0
	for err := range results {
		if err == nil {
			admitted++
		} else if code(err) != meeting.Conflict {
			t.Errorf("got %v, want conflict", err)
		}
	}
	if admitted != 1 {
		t.Errorf("admitted %d times, want once", admitted)
	}
	if _, err := h.Decline(t.Context(), "m1", knock.ID); code(err) != meeting.Conflict {
		t.Errorf("declined after it was admitted: got %v, want conflict", err)
	}
}

func TestKnockRefusals(t *testing.T) {
	h := open(t)
	ended, token := h.invite("m1", "a2"), h.invite("m1", "a2")
	guest := h.enter(token, nil)
	tests := []struct {
		name   string
		token  string
		with   *account.Session
		caller account.Caller
		want   meeting.Code
	}{
		{"unknown link", "nonsense", nil, caller("Kim Knock"), meeting.NotFound},
		{"ended link", ended, nil, caller("Kim Knock"), meeting.LinkEnded},
		{"sign-in link", h.add("sam@example.org"), nil, caller("Kim Knock"), meeting.NotFound},
		{"has a seat", token, guest, caller("Kim Knock"), meeting.Conflict},
		{"no name", token, nil, caller(""), meeting.Content},
		{"no agency", token, nil, account.Caller{Name: "Kim Knock"}, meeting.Content},
	}
	for _, test := range tests {
		if _, _, err := h.Knock(t.Context(), test.token, test.with, test.caller); code(err) != test.want {
			t.Errorf("%s: got %v, want %s", test.name, err, test.want)
		}
	}
	if got := h.waiting("m1"); len(got) != 0 {
		t.Errorf("got %q waiting, want none", got)
	}
	if _, err := h.Knocking(t.Context(), guest, "m1", false); code(err) != meeting.NotFound {
		t.Errorf("a session that did not knock: got %v, want not-found", err)
	}
	if _, err := h.Admit(t.Context(), "m1", "nonsense", "a2"); code(err) != meeting.NotFound {
		t.Errorf("an unknown knock admitted: got %v, want not-found", err)
	}
	_, knock := h.knock(token, nil, caller("Kim Knock"))
	if _, err := h.Admit(t.Context(), "m2", knock.ID, "a2"); code(err) != meeting.NotFound {
		t.Errorf("a knock admitted to another meeting: got %v, want not-found", err)
	}
}

func TestKnocksAreBounded(t *testing.T) {
	h := open(t)
	token := h.invite("m1", "a2")
	first, before := h.knock(token, nil, caller("One"))
	_, knock := h.knock(token, first, caller("One Again"))
	if knock.ID == before.ID {
		t.Errorf("whoever lets One in would let in One Again")
	}
	if _, again := h.knock(token, first, caller("One Again")); again.ID != knock.ID {
		t.Errorf("knocking again made another knock")
	}
	h.knock(token, nil, caller("Two"))
	h.knock(token, nil, caller("Three"))
	full := func(name, token string, want meeting.Code) {
		t.Helper()
		if _, _, err := h.Knock(t.Context(), token, nil, caller("More")); code(err) != want {
			t.Errorf("%s: got %v, want %q", name, err, want)
		}
	}
	full("a fourth with one link", token, meeting.TooMany)
	must[account.Knock](t)(h.Decline(t.Context(), "m1", knock.ID))
	full("again after being declined", token, meeting.TooMany)
	for i := range account.MaxKnocks - 2 {
		h.knock(h.invite("m1", fmt.Sprintf("a%d", 10+i)), nil, caller("Another"))
	}
	full("one more than a meeting hears", h.invite("m1", "a99"), meeting.TooMany)
	h.knock(h.invite("m2", "a2"), nil, caller("Elsewhere"))

	h.clock.pass(account.KnockLife)
	if got := h.waiting("m1"); len(got) != 0 {
		t.Errorf("after an hour: got %q waiting, want none", got)
	}
	if _, err := h.Admit(t.Context(), "m1", knock.ID, "a2"); code(err) != meeting.NotFound {
		t.Errorf("admitted after an hour: got %v, want not-found", err)
	}
	full("after an hour", token, "")
}

// TestKnockWithAnUnusedLink is the substitute who got the link from whoever was invited: the link stays good for them.
func TestKnockWithAnUnusedLink(t *testing.T) {
	h := open(t)
	token := h.invite("m1", "a2")
	known := h.enter(h.add("sub@example.org"), nil)
	s, knock := h.knock(token, known, caller("Sub Stitute"))
	if s.ID != known.ID {
		t.Errorf("got another session for who has one")
	}
	must[account.Knock](t)(h.Admit(t.Context(), "m1", knock.ID, "a5"))
	if got, want := h.again(known).Seat("m1"), "a5"; got != want {
		t.Errorf("the substitute's seat: got %q, want %q", got, want)
	}
	if got, want := h.enter(token, nil).Seat("m1"), "a2"; got != want {
		t.Errorf("the seat of who was invited: got %q, want %q", got, want)
	}
}
