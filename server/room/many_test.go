package room_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/room"
)

// asked are bodies for each kind. What stands in angle brackets is drawn when it is sent.
var asked = map[string][]string{
	"convene.amend":        {`{"title":"<word>","joining":""}`, `{"title":"","joining":"<word>"}`},
	"person":               {`{"category":"child","name":"<word>"}`, `{"category":"parent-or-carer","name":"<word>","relation":"mother"}`},
	"person.amend":         {`{"person":"<person>","category":"child","notKnown":true,"address":"<word>"}`},
	"person.withdraw":      {`{"person":"<person>","reason":"<word>"}`},
	"circumstances":        {`{"circumstances":{"suspect-under-18":true,"subject-of-images":false}}`, `{"circumstances":{"suspect-under-18":false,"subject-of-images":true}}`},
	"attendee":             {`{"name":"Sample <word>","agency":{"sector":"health","name":"Example Health"},"role":"member"}`},
	"attendee.role":        {`{"attendee":"<attendee>","role":"observer"}`, `{"attendee":"<attendee>","role":"member"}`},
	"attendance":           {`{"attendee":"<attendee>","state":"telephone"}`, `{"attendee":"<attendee>","state":"apologies"}`, `{"attendee":"<attendee>","state":"left"}`},
	"chair":                {`{"to":"a4"}`, `{"to":"a1"}`},
	"phase":                {`{"phase":"adjourned","reason":"<word>"}`, `{"phase":"open"}`},
	"item":                 {`{"text":"<word>"}`, `{"text":"<word>","after":"<item>"}`},
	"item.amend":           {`{"item":"<own>","text":"<word>"}`},
	"item.remove":          {`{"item":"<own>"}`},
	"item.order":           {`{"item":"<own>","after":"<item>"}`, `{"item":"<own>"}`},
	"item.current":         {`{"item":"<item>"}`},
	"answer":               {`{"item":"q1","value":"yes","text":"<word>"}`, `{"item":"q4","value":"text","text":"<word>"}`, `{"item":"q1","value":"not-applicable","text":"<word>"}`, `{"item":"q2","person":"<person>","value":"no"}`},
	"answer.confirm":       {`{"item":"<proposed>","proposal":"<proposal>"}`},
	"answer.withdraw":      {`{"item":"<proposed>","proposal":"<proposal>","reason":"<word>"}`},
	"note.allow":           {`{"attendee":"<attendee>","allowed":true}`, `{"attendee":"<attendee>","allowed":false}`},
	"information":          {`{"item":"<item>","text":"<word>"}`, `{"item":"<item>","text":"<word>","from":"<attendee>"}`},
	"information.amend":    {`{"information":"<information>","text":"<word>"}`},
	"information.withdraw": {`{"information":"<information>","reason":"<word>"}`},
	"restricted":           {`{"item":"<item>","text":"<word>","because":"legal-advice","for":["<attendee>"]}`, `{"item":"<item>","text":"<word>","because":"police-intelligence","for":["<attendee>","<attendee>"],"exceptMinuteTaker":true}`},
	"restricted.amend":     {`{"restricted":"<restricted>","text":"<word>"}`},
	"restricted.withdraw":  {`{"restricted":"<restricted>","reason":"<word>"}`},
	"decision":             {`{"item":"<item>","text":"<word>"}`, `{"item":"<item>","text":"<word>","reasons":"<word>"}`},
	"decision.amend":       {`{"decision":"<decision>","text":"<word>","reasons":"<word>","reason":"<word>"}`},
	"decision.confirm":     {`{"decision":"<decision>"}`},
	"decision.withdraw":    {`{"decision":"<decision>","reason":"<word>"}`},
	"action":               {`{"item":"<item>","text":"<word>","owner":{"attendee":"<attendee>"},"due":"2026-12-01"}`},
	"action.amend":         {`{"action":"<action>","text":"<word>","dueTime":"18:00","reason":"<word>"}`},
	"action.confirm":       {`{"action":"<action>"}`},
	"action.withdraw":      {`{"action":"<action>","reason":"<word>"}`},
	"action.progress":      {`{"action":"<action>","status":"done","text":"<word>"}`},
}

var drawn = regexp.MustCompile(`<[a-z]+>`)

// draw makes a command for the meeting as it stands. Most make sense.
func draw(m *meeting.Meeting, dice *rand.Rand, id string) meeting.Command {
	one := func(ids []string) string {
		if len(ids) == 0 {
			return "none"
		}
		return ids[dice.IntN(len(ids))]
	}
	word := func() string {
		return one([]string{"Žofia", "<b>&amp;", "x\\ny", "👩‍👧", "ਪੰਜਾਬ", "Siân", "a \\\"b\\\""}) + fmt.Sprint(dice.IntN(1000))
	}
	if dice.IntN(3) == 0 {
		return typed(m, dice, id, one(m.Order.Items), word())
	}
	kind := one(slices.Sorted(maps.Keys(asked)))
	if kind == "phase" && m.Phase == meeting.Open && dice.IntN(5) > 0 {
		kind = "item.current" // rarely adjourned, soon resumed
	}
	var own, proposed []string
	for _, item := range m.Order.Items {
		if m.Items[item].Own {
			own = append(own, item)
		}
		if len(m.Items[item].Proposals) > 0 {
			proposed = append(proposed, item)
		}
	}
	under := one(proposed)
	body := drawn.ReplaceAllStringFunc(one(asked[kind]), func(what string) string {
		switch what {
		case "<item>":
			return one(m.Order.Items)
		case "<own>":
			return one(own)
		case "<person>":
			return one(m.Order.People)
		case "<attendee>":
			return one(m.Order.Attendees)
		case "<information>":
			return one(m.Order.Information)
		case "<restricted>":
			return one(slices.Sorted(maps.Keys(m.Restricted)))
		case "<decision>":
			return one(m.Order.Decisions)
		case "<action>":
			return one(m.Order.Actions)
		case "<proposed>":
			return under
		case "<proposal>":
			if item := m.Items[under]; item != nil {
				return one(slices.Sorted(maps.Keys(item.Proposals)))
			}
			return "none"
		}
		return word()
	})
	return meeting.Command{ID: id, Kind: kind, Body: json.RawMessage(body)}
}

// typed is a change of notes, often made on an older version.
func typed(m *meeting.Meeting, dice *rand.Rand, id, item, word string) meeting.Command {
	version := 0
	if notes := m.Notes[item]; notes != nil && dice.IntN(4) > 0 {
		version = max(0, notes.Version-dice.IntN(3))
	}
	edit := fmt.Sprintf(`[{"at":0,"insert":"%s "}]`, word)
	if version > 0 && dice.IntN(4) == 0 {
		edit = `[{"at":0,"delete":1}]`
	}
	return meeting.Command{ID: id, Kind: "note", Body: json.RawMessage(fmt.Sprintf(`{"item":%q,"version":%d,"edits":%s}`, item, version, edit))}
}

// TestScreensShowWhatStandsInTheRecord has everybody write at random, over sockets, by polling and by plain requests,
// with connections that break. In the end every screen shows the same as the server, and every command sent again is
// answered as at first.
func TestScreensShowWhatStandsInTheRecord(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		r := h.seated()
		var mu sync.Mutex
		sent := map[string]sending{}
		var everybody sync.WaitGroup
		var clients []*client
		for i, attendee := range []string{chair, chair, minuteTaker, minuteTaker, deputy, police, police, observer} {
			c := h.enter(r, attendee)
			clients = append(clients, c)
			everybody.Go(func() {
				dice := rand.New(rand.NewPCG(seed, uint64(i)))
				connected := true
				for step := range 120 {
					time.Sleep(time.Duration(1+dice.IntN(5)) * 100 * time.Millisecond)
					switch chance := dice.IntN(100); {
					case connected && chance < 8:
						c.leave()
						connected = false
						continue
					case !connected && chance < 30:
						c.enter()
						connected = true
						continue
					case !connected && chance < 60:
						c.poll(time.Duration(dice.IntN(3)) * time.Second)
						continue
					case !connected && chance < 65:
						time.Sleep(70 * time.Second)
					case connected && (chance < 15 || attendee == observer):
						r.Typing(attendee, "q1")
						continue
					}
					var command meeting.Command
					r.ViewAs(attendee, func(m *meeting.Meeting) { command = draw(m, dice, fmt.Sprint(i, "-", step)) })
					from := c.screen
					r.Send(attendee, command, func(result room.Result, err error) {
						from.Send(room.AnswerFrame(command.ID, result, err))
						mu.Lock()
						defer mu.Unlock()
						sent[command.ID] = sending{attendee, command, result, err}
					})
				}
				if !connected {
					c.enter()
				}
			})
		}
		everybody.Wait()
		time.Sleep(2 * time.Minute) // the last are written down as gone or here
		synctest.Wait()
		for _, c := range clients {
			c.same()
			if len(c.closes) > 0 && c.closes[len(c.closes)-1] != "1000 left" {
				t.Errorf("got closes %v", c.closes)
			}
		}
		refused, accepted := map[string]int{}, map[string]int{}
		number := r.Snapshot(chair).Number
		for _, s := range sent {
			if s.err != nil {
				refused[s.command.Kind+" "+string(code(s.err))]++
				continue
			}
			accepted[s.command.Kind]++
			again, err := r.Write(t.Context(), s.by, s.command)
			if err != nil || !again.Repeated || again.Number != s.result.Number || again.Fingerprint.String() != s.result.Fingerprint.String() {
				t.Errorf("%s %s by %s became %d, and again %+v, %v", s.command.Kind, s.command.Body, s.by, s.result.Number, again, err)
			}
		}
		if got := r.Snapshot(chair).Number; got != number {
			t.Errorf("sending again wrote %d entries", got-number)
		}
		folded, err := meeting.Fold(h.record("m1"))
		if err != nil {
			t.Fatal(err)
		}
		for _, attendee := range []string{chair, minuteTaker, deputy, police, observer} {
			var want bytes.Buffer
			as := json.NewEncoder(&want)
			as.SetEscapeHTML(false)
			if err := as.Encode(folded.For(attendee)); err != nil {
				t.Fatal(err)
			}
			if got := r.Snapshot(attendee).Meeting; string(got) != strings.TrimSpace(want.String()) {
				t.Errorf("the room shows %s something else than the record comes to", attendee)
			}
		}
		t.Logf("accepted %v", accepted)
		t.Logf("refused %v", refused)
		if got, want := len(accepted), 20; got < want {
			t.Errorf("only %d kinds were written, want at least %d", got, want)
		}
	})
}

type sending struct {
	by      string
	command meeting.Command
	result  room.Result
	err     error
}
