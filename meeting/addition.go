package meeting

import (
	"strings"
	"time"
)

// addition is what somebody typed under an item while the meeting went on, or thought that it did, and what did not arrive
// before it closed. Whoever could have written it then may add it afterwards in their own name: chair, deputy,
// minute-taker and members, and an observer whom the chair let write the notes. The closed text does not change by it: it
// stands among what followed the meeting, with the day it was added and, where the device says so, when it was typed. It
// can be added at any time after closing, once: there is no changing it.
type addition struct {
	Item  string `json:"item,omitempty"` // absent where the item was taken off the agenda
	Text  string `json:"text"`
	Typed string `json:"typed,omitempty"` // RFC 3339, UTC: when, by the clock of the device that held it
}

func (ad *addition) decide(a *asking) (body, *Refusal) {
	if a.permission == Own && !a.Attendees[a.by].WritesNotes {
		return nil, Refuse(NotAllowed, "What came too late is added by those who could have written it in the meeting.")
	}
	if ad.Item != "" {
		a.item("item", ad.Item)
	}
	a.text("text", &ad.Text)
	if ad.Typed != "" {
		at, err := time.Parse(time.RFC3339, ad.Typed)
		if err != nil || at.Year() < 1900 || at.Year() >= 2200 {
			a.refuse("typed", "When it was typed is not a date and time that exists.")
		}
		ad.Typed = at.UTC().Format(time.RFC3339)
	}
	return ad, a.refusal
}

// apply changes nothing but what followed the meeting.
func (ad *addition) apply(*Meeting, *Entry) error { return nil }

// afterClosing names the item. A device whose clock is ahead of the server's says nothing of when it was typed.
func (ad *addition) afterClosing(m *Meeting, e *Entry) (about, text string) {
	about = addedLate
	if item := m.Items[ad.Item]; item != nil {
		about += addedTo + item.Text
	}
	typed, err := time.Parse(time.RFC3339, ad.Typed)
	if err != nil || typed.After(e.Time()) {
		return about, ad.Text + "\nTyped for the meeting, and not saved before it closed"
	}
	return about, ad.Text + "\nTyped on " + local(typed).Format("2 January 2006, 15:04 MST") + " by the writer’s device, and not saved before the meeting closed"
}

const (
	addedLate = "Added late"
	addedTo   = ", to: "
)

// Additions is how many texts that were typed for the meeting were added after it closed.
func (m *Meeting) Additions() (n int) {
	for _, f := range m.FollowUps {
		if f.About == addedLate || strings.HasPrefix(f.About, addedLate+addedTo) {
			n++
		}
	}
	return n
}

// Afterwards is what followed the meeting as the minutes print it after the signatures: no part of what is signed. The
// first block is the heading; empty where nothing followed.
func Afterwards(m *Meeting) []Block {
	w := &writer{Meeting: m}
	w.followUps()
	return w.document.Blocks
}
