package account_test

import (
	"slices"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/account"
)

func (h house) copied(meeting, circulation string) string {
	h.t.Helper()
	return must[string](h.t)(h.InviteCopy(h.t.Context(), meeting, circulation))
}

// mayTake reports whether a session may take a copy at a moment.
func mayTake(s *account.Session, meeting, circulation string, now time.Time) bool {
	return slices.ContainsFunc(s.Takings(now), func(t account.Taking) bool { return t.Meeting == meeting && t.Circulation == circulation })
}

func TestACopyIsForOneBrowser(t *testing.T) {
	h := open(t)
	old, token := h.copied("m1", "c45"), h.copied("m1", "c45")
	h.refused("the link before the latest", old, nil, meeting.LinkEnded)
	reader := h.enter(token, nil)
	now := h.clock.now()
	if !mayTake(reader, "m1", "c45", now) || reader.Seat("m1") != "" || reader.Account != nil {
		t.Errorf("got %+v, want a guest who may take the copy and has no seat", reader)
	}
	for _, other := range [][2]string{{"m1", "c46"}, {"m2", "c45"}, {"m1", ""}} {
		if mayTake(reader, other[0], other[1], now) {
			t.Errorf("the session may take %v too", other)
		}
	}
	if again := h.again(reader); !mayTake(again, "m1", "c45", now) || len(again.Takings(now)) != 1 {
		t.Errorf("got %+v of the cookie, want the same right", again.Takings(now))
	}
	if got, want := reader.Takings(now)[0].Until, reader.Until; !got.Equal(want) {
		t.Errorf("it may be taken until %v, want the end of the session, %v", got, want)
	}
	h.refused("opened elsewhere", token, nil, meeting.LinkUsed)
	if again := h.enter(token, reader); again.ID != reader.ID {
		t.Error("opened again in the same browser: got another session")
	}
	h.enter(h.copied("m1", "c46"), reader)
	if got, want := len(h.again(reader).Takings(now)), 2; got != want {
		t.Errorf("got %d copies in the browser that used two links, want %d", got, want)
	}
	if nobody := (*account.Session)(nil); mayTake(nobody, "m1", "c45", now) || len(nobody.Takings(now)) > 0 {
		t.Error("nobody may take a copy")
	}
}

// TestACopyIsNotTheAccounts: who is signed in elsewhere too has the copy only where they used the link.
func TestACopyIsNotTheAccounts(t *testing.T) {
	h := open(t)
	here := h.enter(h.add("sam@example.org"), nil)
	elsewhere := h.enter(h.add("sam@example.org"), nil)
	h.enter(h.copied("m1", "c45"), here)
	if now := h.clock.now(); !mayTake(h.again(here), "m1", "c45", now) || mayTake(h.again(elsewhere), "m1", "c45", now) {
		t.Error("want the right in this browser and in none other")
	}
}

func TestACopyEnds(t *testing.T) {
	h := open(t)
	token := h.copied("m1", "c45")
	h.clock.pass(account.CopyLife - time.Hour)
	here := h.enter(h.add("sam@example.org"), nil)
	h.enter(token, here)
	h.clock.pass(time.Hour)
	if mayTake(h.again(here), "m1", "c45", h.clock.now()) {
		t.Error("the copy can be taken after its time")
	}
	h.refused("used again after its time", token, here, meeting.LinkEnded)
	late := h.copied("m1", "c45")
	h.clock.pass(account.CopyLife)
	h.refused("an old link", late, nil, meeting.LinkEnded)
	if fresh := h.enter(h.copied("m1", "c45"), here); !mayTake(fresh, "m1", "c45", h.clock.now()) {
		t.Error("a fresh link gives no new right")
	}
}

// TestANewLinkEndsTheRight: the chair makes one because the first was opened by somebody else.
func TestANewLinkEndsTheRight(t *testing.T) {
	h := open(t)
	wrong := h.enter(h.copied("m1", "c45"), nil)
	h.enter(h.copied("m1", "c46"), wrong)
	token, now := h.copied("m1", "c45"), h.clock.now()
	if again := h.again(wrong); mayTake(again, "m1", "c45", now) || !mayTake(again, "m1", "c46", now) {
		t.Errorf("got %v, want the other copy alone", again.Takings(now))
	}
	if right := h.enter(token, nil); !mayTake(right, "m1", "c45", now) || mayTake(h.again(wrong), "m1", "c45", now) {
		t.Error("want the copy where the new link was used, and nowhere else")
	}
}
