package meeting_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"strategyroom/meeting"
)

// trials are, for each kind, a body that fits the meeting of everyPhase. ME is the attendee who tries, ANY somebody
// else; MY is what belongs to the one who tries where they can have such a thing, THE what belongs to another. own is
// tried where another's was refused for the role.
var trials = map[string]struct{ body, own string }{
	"convene":              {`{}`, ``},
	"convene.amend":        {`{"title":"x"}`, ``},
	"phase":                {`{"phase":"NEXT"}`, ``},
	"person":               {`{"category":"child","name":"x"}`, ``},
	"person.amend":         {`{"person":"p7","category":"child","name":"x"}`, ``},
	"person.withdraw":      {`{"person":"p7","reason":"x"}`, ``},
	"circumstances":        {`{"circumstances":{"suspect-under-18":true}}`, ``},
	"attendee":             {`{"name":"x","agency":{"sector":"health","name":"x"},"role":"member"}`, ``},
	"attendee.role":        {`{"attendee":"ANY","role":"observer"}`, ``},
	"attendance":           {`{"attendee":"ANY","state":"joined"}`, `{"attendee":"ME","state":"joined"}`},
	"chair":                {`{"to":"ANY"}`, `{"to":"ME"}`},
	"item":                 {`{"text":"x"}`, ``},
	"item.amend":           {`{"item":"OWNITEM","text":"x"}`, ``},
	"item.remove":          {`{"item":"OWNITEM"}`, ``},
	"item.order":           {`{"item":"OWNITEM","after":"q1"}`, ``},
	"item.current":         {`{"item":"q1"}`, ``},
	"answer":               {`{"item":"q5","value":"yes"}`, ``},
	"answer.confirm":       {`{"item":"q5","proposal":"THEPROPOSAL"}`, ``},
	"answer.withdraw":      {`{"item":"q5","proposal":"THEPROPOSAL","reason":"x"}`, `{"item":"q5","proposal":"MYPROPOSAL","reason":"x"}`},
	"note":                 {`{"item":"q1","version":0,"edits":[{"at":0,"insert":"x"}]}`, `{"item":"q1","version":0,"edits":[{"at":0,"insert":"x"}]}`},
	"note.allow":           {`{"attendee":"ANY","allowed":true}`, ``},
	"information":          {`{"item":"q1","text":"x","from":"ANY"}`, `{"item":"q1","text":"x"}`},
	"information.amend":    {`{"information":"THEINFORMATION","text":"y","reason":"x"}`, `{"information":"MYINFORMATION","text":"y","reason":"x"}`},
	"information.withdraw": {`{"information":"THEINFORMATION","reason":"x"}`, `{"information":"MYINFORMATION","reason":"x"}`},
	"restricted":           {`{"item":"q1","text":"x","from":"ANY","because":"legal-advice","for":["a1"]}`, `{"item":"q1","text":"x","because":"legal-advice","for":["a1"]}`},
	"restricted.amend":     {`{"restricted":"THERESTRICTED","text":"y","reason":"x"}`, `{"restricted":"MYRESTRICTED","text":"y","reason":"x"}`},
	"restricted.withdraw":  {`{"restricted":"THERESTRICTED","reason":"x"}`, `{"restricted":"MYRESTRICTED","reason":"x"}`},
	"decision":             {`{"item":"q1","text":"x"}`, ``},
	"decision.amend":       {`{"decision":"D1","text":"y","reason":"x"}`, ``},
	"decision.confirm":     {`{"decision":"D1"}`, ``},
	"decision.withdraw":    {`{"decision":"D1","reason":"x"}`, ``},
	"action":               {`{"text":"x","owner":{"attendee":"ANY"},"due":"2026-11-30"}`, ``},
	"action.amend":         {`{"action":"THEACTION","text":"y","reason":"x"}`, `{"action":"MYACTION","text":"y","reason":"x"}`},
	"action.confirm":       {`{"action":"THEACTION"}`, ``},
	"action.withdraw":      {`{"action":"THEACTION","reason":"x"}`, `{"action":"MYACTION","reason":"x"}`},
	"alarm":                {`{"where":"x"}`, ``},
	"quorum":               {`{"reason":"x","interim":"x","told":"x"}`, ``},
	"conflict":             {`{"attendee":"ANY","finding":"does-not-know"}`, ``},
	"duty":                 {`{"duty":"notify-police","state":"done"}`, ``},
	"planning":             {`{"seniorManager":"x","inspector":"x","when":"2026-11-27","agreed":"x"}`, ``},
	"attendee.known":       {`{"attendee":"ANY","how":"recognised"}`, ``},
	"access":               {`{"is":{"setting":"x","known":"no"}}`, ``},
	"access.withdraw":      {`{"row":"ACCESSROW","reason":"x"}`, ``},
	"contact":              {`{"is":{"setting":"x","rule":"x"}}`, ``},
	"contact.withdraw":     {`{"row":"CONTACTROW","reason":"x"}`, ``},
	"computer":             {`{"is":{"device":"x","left":"x","people":"x"}}`, ``},
	"computer.withdraw":    {`{"row":"COMPUTERROW","reason":"x"}`, ``},
	"storage":              {`{"is":{"what":"x","where":"x","custodian":"x"}}`, ``},
	"storage.withdraw":     {`{"row":"STORAGEROW","reason":"x"}`, ``},
	"delay":                {`{"about":"forensic","cause":"x","expected":"2027-03-01","interim":"x","authorisedBy":"x","review":"2027-01-04"}`, ``},
	"assent":               {`{}`, ``},
	"dissent":              {`{"decision":"D1","from":"ANY","text":"x"}`, `{"decision":"D1","text":"x"}`},
	"dissent.withdraw":     {`{"decision":"D2","dissent":"THEDISSENT","reason":"x"}`, `{"decision":"D2","dissent":"MYDISSENT","reason":"x"}`},
	"child":                {`{"person":"p6","risk":{"continuing":"no","reasons":"x"}}`, ``},
	"addition":             {`{"item":"q1","text":"x","typed":"2026-11-27T16:01:00Z"}`, `{"item":"q1","text":"x","typed":"2026-11-27T16:01:00Z"}`},
	"version":              {`{"by":""}`, ``},
	"correction":           {`{"version":1,"passage":"decision-D1","text":"y","reason":"x"}`, ``},
	"correction.withdraw":  {`{"correction":"THECORRECTION"}`, `{"correction":"MYCORRECTION"}`},
	"ruling":               {`{"correction":"THECORRECTION","accepted":true,"reply":"x"}`, ``},
	"signing":              {`{"by":"","reason":"x"}`, ``},
	"signature":            {`{"version":1,"agree":false,"disagreement":"x","name":"MY NAME"}`, ``},
	"final":                {`{"version":1,"reason":"x"}`, ``},
	"reopen":               {`{"reason":"x"}`, ``},
	"addendum":             {`{"text":"x"}`, ``},
	"circulation":          {`{"name":"x","agency":{"sector":"health","name":"x"},"copy":"decisions-and-actions"}`, ``},
	"circulation.opened":   {`{"circulation":"THECOPY"}`, ``},
	"seal":                 {`{"file":"decisions","sha256":"` + strings.Repeat("0a", 32) + `","entries":1,"certificate":"` + strings.Repeat("0a", 32) + `"}`, ``},
	"action.progress":      {`{"action":"THEACTION","status":"done"}`, `{"action":"MYACTION","status":"done"}`},
}

var allPhases = []meeting.Phase{meeting.Convened, meeting.Open, meeting.Adjourned, meeting.Closed}

// rolesAtTable are the attendees of gathered, and the server.
var rolesAtTable = []struct {
	role meeting.Role
	by   string
}{{meeting.Chair, "a1"}, {meeting.Deputy, "a5"}, {meeting.MinuteTaker, "a2"}, {meeting.Member, "a3"}, {meeting.Observer, "a4"}, {meeting.Server, ""}}

// TestRules tries every kind in every phase by every role and compares what happens with the table in docs/rules.md,
// which is printed from the register.
func TestRules(t *testing.T) {
	printed, err := os.ReadFile("../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	stages := everyPhase(t)
	for _, kind := range meeting.Kinds() {
		t.Run(kind.Name, func(t *testing.T) {
			row := tried(t, kind.Name, stages)
			if !strings.Contains(string(printed), row+"\n") {
				t.Errorf("trying gives the row\n%s\nwhich docs/rules.md does not have: make generate prints it from the register", row)
			}
		})
	}
	if got, want := strings.Count(string(printed), "\n| `"), len(meeting.Kinds()); got != want {
		t.Errorf("docs/rules.md has %d kinds, the register %d", got, want)
	}
}

// tried is a kind's row of the table, found by trying.
func tried(t *testing.T, kind string, stages map[meeting.Phase]*stage) string {
	if _, ok := trials[kind]; !ok {
		t.Fatalf("%s has no fitting body among the trials of this test: give it one", kind)
	}
	if kind == "convene" {
		return "| `convene` | as the first entry | " + strings.Join(convenes(t, stages), " | ") + " |"
	}
	var phases []string
	permissions := make([]string, len(rolesAtTable))
	for _, phase := range allPhases {
		allowed := make([]string, len(rolesAtTable))
		for i, at := range rolesAtTable {
			allowed[i] = stages[phase].at(t, kind).try(t, kind, at.by)
		}
		if slices.ContainsFunc(allowed, func(cell string) bool { return cell != "–" }) {
			if len(phases) > 0 && !slices.Equal(allowed, permissions) {
				t.Errorf("%s: %v when %s, but %v when %v", kind, allowed, phase, permissions, phases)
			}
			permissions = allowed
			phases = append(phases, string(phase))
		}
	}
	return "| `" + kind + "` | " + strings.Join(phases, ", ") + " | " + strings.Join(permissions, " | ") + " |"
}

// convenes tries to convene: whoever does so becomes the chair, and nobody does it twice.
func convenes(t *testing.T, stages map[meeting.Phase]*stage) []string {
	s := newTable(t)
	s.must("", "convene", trials["convene"].body)
	cells := make([]string, len(rolesAtTable))
	for i, at := range rolesAtTable {
		cells[i] = "–"
		if at.role == s.m.Attendees[meeting.ConvenerID].Role {
			cells[i] = "writes"
		}
		for phase, stage := range stages {
			if got := stage.try(t, "convene", at.by); got != "–" {
				t.Errorf("%s convenes a meeting again that is %s: %s", at.role, phase, got)
			}
		}
	}
	return cells
}

// stage is a meeting in some phase with something of everything in it that can be there.
type stage struct {
	*table
	words *strings.Replacer            // for all
	mine  map[string]*strings.Replacer // for each attendee
	let   *meeting.Meeting             // the same meeting, where the chair lets everybody write the notes
}

// readied is what the minutes of a closed meeting must have gone through before a kind can be written.
var readied = map[string][]string{
	"correction": {"version"}, "correction.withdraw": {"version", "correction"}, "ruling": {"version", "correction"}, "signing": {"version"},
	"signature": {"version", "signing"}, "final": {"version", "signing", "signature"}, "reopen": {"version", "signing", "signature", "final"},
	"addendum": {"version", "signing", "signature", "final"}, "circulation.opened": {"circulation"},
}

// at is the meeting as a kind needs it.
func (s *stage) at(t *testing.T, kind string) *stage {
	if s.m.Phase != meeting.Closed || readied[kind] == nil {
		return s
	}
	s = &stage{table: s.again(t), mine: map[string]*strings.Replacer{}, words: s.words}
	mine := map[string][]string{}
	for _, step := range readied[kind] {
		for _, by := range []string{"a1", "a2", "a3", "a4", "a5", "a10"} {
			if step == "correction" || by == s.m.Chair {
				s.must(by, step, strings.ReplaceAll(s.words.Replace(trials[step].body), "MY NAME", s.m.Attendees[by].Name))
			}
			if step == "correction" {
				mine[by] = append(mine[by], "MYCORRECTION", fmt.Sprintf("k%d", s.m.Number()))
			}
		}
	}
	for _, at := range rolesAtTable[:5] {
		s.mine[at.by] = strings.NewReplacer(append(mine[at.by], "MY NAME", s.m.Attendees[at.by].Name)...)
	}
	s.words = strings.NewReplacer("THECORRECTION", fmt.Sprintf("k%d", s.m.Number()), "THECOPY", fmt.Sprintf("c%d", s.m.Number()))
	s.let = s.letting()
	return s
}

// try says what an attendee may do with a kind: "writes", "proposes", "own" or nothing, a dash.
func (s *stage) try(t *testing.T, kind, by string) string {
	trial := trials[kind]
	if entry, ok := s.decide(t, s.m, kind, trial.body, by); ok {
		return s.outcome(t, entry)
	}
	if trial.own == "" || by == "" {
		return "–"
	}
	if _, ok := s.decide(t, s.let, kind, trial.own, by); ok {
		return "own"
	}
	return "–"
}

func (s *stage) decide(t *testing.T, m *meeting.Meeting, kind, body, by string) (meeting.Entry, bool) {
	t.Helper()
	given := s.given
	given.Now, given.ChairAway = s.now.Add(time.Hour), time.Hour
	if m.Phase != "" {
		given.Convener = nil
	}
	if mine := s.mine[by]; mine != nil {
		body = mine.Replace(body)
	}
	body = s.words.Replace(body)
	entry, refusal := meeting.Decide(m, meeting.Command{ID: "trial", Kind: kind, Body: json.RawMessage(body)}, by, given)
	switch {
	case refusal == nil:
		return entry, true
	case refusal.Code != meeting.WrongPhase && refusal.Code != meeting.NotAllowed:
		t.Errorf("%s by %q when %s: the body %s does not fit: %s", kind, by, m.Phase, body, refusal.Message)
	}
	return entry, false
}

// outcome tells what stands from what is only proposed, by writing the entry down.
func (s *stage) outcome(t *testing.T, entry meeting.Entry) string {
	m, err := meeting.Fold(s.entries)
	if err != nil {
		t.Fatal(err)
	}
	entry = entry.Seal(m.Number()+1, m.Fingerprint(), m.Last(), s.now, make([]byte, meeting.SaltSize))
	told, err := m.ApplyTelling(entry)
	if err != nil {
		t.Fatal(err)
	}
	patch := string(told.Patch)
	if entry.Kind == "answer" && strings.Contains(patch, `"proposals"`) || entry.Kind == "action" && !strings.Contains(patch, `"agreed"`) {
		return "proposes"
	}
	return "writes"
}

// everyPhase is a meeting for each phase.
func everyPhase(t *testing.T) map[meeting.Phase]*stage {
	stages := map[meeting.Phase]*stage{}
	for _, phase := range allPhases {
		s := &stage{table: gathered(t), mine: map[string]*strings.Replacer{}}
		s.given.Confirmed = &meeting.Confirmation{How: meeting.ByCode, At: "2026-11-27T16:00:00.000Z"}
		words := []string{"NEXT", map[meeting.Phase]string{"convened": "open", "open": `closed","reason":"x`, "adjourned": `closed","reason":"x`}[phase],
			"OWNITEM", "i8", "THEINFORMATION", "n9", "ANY", "a10"}
		s.must("a1", "item", `{"text":"Own"}`)
		s.must("a1", "information", `{"item":"q1","text":"x"}`)
		s.must("a1", "attendee", `{"name":"Any Body","agency":{"sector":"health","name":"x"},"role":"member"}`)
		mine := map[string][]string{}
		for _, at := range rolesAtTable[:5] {
			s.must("a1", "information", `{"item":"q1","text":"x","from":"`+at.by+`"}`)
			mine[at.by] = append(mine[at.by], "MYINFORMATION", s.m.Order.Information[len(s.m.Order.Information)-1], "ME", at.by)
		}
		everybody := `"because":"legal-advice","for":["a1","a2","a3","a4","a5"]`
		s.must("a1", "restricted", `{"item":"q1","text":"x",`+everybody+`}`)
		words = append(words, "THERESTRICTED", fmt.Sprintf("s%d", s.m.Number()))
		for _, at := range rolesAtTable[:5] {
			s.must("a1", "restricted", `{"item":"q1","text":"x","from":"`+at.by+`",`+everybody+`}`)
			mine[at.by] = append(mine[at.by], "MYRESTRICTED", fmt.Sprintf("s%d", s.m.Number()))
		}
		s.must("a1", "circumstances", `{"circumstances":{"subject-of-images":true}}`)
		if phase != meeting.Convened {
			s.must("a1", "phase", `{"phase":"open"}`)
			words = append(words, s.fill(mine)...)
		}
		if phase == meeting.Adjourned || phase == meeting.Closed {
			s.must("a1", "phase", `{"phase":"`+string(phase)+`","reason":"x"}`)
		}
		s.words = strings.NewReplacer(words...)
		for by, own := range mine {
			s.mine[by] = strings.NewReplacer(own...)
		}
		s.let = s.letting()
		stages[phase] = s
	}
	return stages
}

// fill writes down what needs an open meeting. The chair's, the minute-taker's and the observer's own actions are
// agreed; they cannot have proposals.
func (s *stage) fill(mine map[string][]string) []string {
	s.must("a1", "decision", `{"item":"q1","text":"x","reasons":"x"}`)
	s.must("a10", "action", `{"text":"x","owner":{"attendee":"a10"},"due":"2026-11-30"}`)
	s.must("a1", "answer", `{"item":"q5","value":"not-known","who":"a3","by":"2026-11-30"}`)
	s.must("a10", "answer", `{"item":"q5","value":"yes"}`)
	words := []string{"THEACTION", "A1", "THEPROPOSAL", lastNumber(s.m)}
	s.must("a1", "decision", `{"item":"q1","text":"y","reasons":"x"}`)
	for _, by := range []string{"a10", "a1", "a3"} { // a2 and a5 are of a1's agency
		s.must(by, "dissent", `{"decision":"D2","text":"x"}`)
		mine[by] = append(mine[by], "MYDISSENT", lastNumber(s.m))
	}
	for _, by := range []string{"a2", "a5"} {
		mine[by] = append(mine[by], "MYDISSENT", mine["a1"][len(mine["a1"])-1])
	}
	words = append(words, "THEDISSENT", mine["a10"][1])
	delete(mine, "a10")
	for kind, word := range map[string]string{"access": "ACCESSROW", "contact": "CONTACTROW", "computer": "COMPUTERROW", "storage": "STORAGEROW"} {
		s.must("a1", kind, trials[kind].body)
		words = append(words, word, fmt.Sprintf("r%d", s.m.Number()))
	}
	for _, by := range []string{"a2", "a3", "a5"} { // so that they may sign
		s.must("", "attendance", `{"attendee":"`+by+`","state":"joined"}`)
		s.must("", "attendance", `{"attendee":"`+by+`","state":"left"}`)
	}
	s.must("", "attendance", `{"attendee":"a1","state":"joined"}`)
	s.must("a1", "answer", `{"item":"q3","value":"yes"}`)
	s.must("a1", "child", `{"person":"p6","risk":{"continuing":"later","who":"a3","by":"2026-12-11"}}`)
	for _, at := range rolesAtTable[:5] {
		if at.role == meeting.Member || at.role == meeting.Deputy {
			s.must(at.by, "action", `{"text":"x","owner":{"attendee":"`+at.by+`"},"due":"2026-11-30"}`)
			s.must(at.by, "answer", `{"item":"q5","value":"no"}`)
			mine[at.by] = append(mine[at.by], "MYPROPOSAL", lastNumber(s.m))
		} else {
			s.must("a1", "action", `{"text":"x","owner":{"attendee":"`+at.by+`"},"due":"2026-11-30"}`)
		}
		mine[at.by] = append(mine[at.by], "MYACTION", s.m.Order.Actions[len(s.m.Order.Actions)-1])
	}
	return words
}

func lastNumber(m *meeting.Meeting) string { return "n" + strconv.Itoa(m.Number()) }

// letting is the meeting with everybody allowed to write the notes.
func (s *stage) letting() *meeting.Meeting {
	m, err := meeting.Fold(s.entries)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, a := range m.Attendees {
		a.WritesNotes = true
	}
	return m
}

// TestEveryKindHasAPlaceInTheMinutes asks of each line of the register a part in the minutes, another kind that shows
// it, or the reason why nothing does.
func TestEveryKindHasAPlaceInTheMinutes(t *testing.T) {
	parts := map[string]bool{}
	for _, kind := range meeting.Kinds() {
		parts[kind.Name] = strings.Contains(kind.InMinutes(), "at the ") || strings.Contains(kind.InMinutes(), "under its item")
	}
	for _, kind := range meeting.Kinds() {
		with, elsewhere := strings.CutPrefix(kind.InMinutes(), "with ")
		switch {
		case kind.InMinutes() == "":
			t.Errorf("%s: the register does not say where it stands in the minutes", kind.Name)
		case elsewhere && !parts[with] && !strings.Contains(with, " "):
			t.Errorf("%s is shown with %q, which has no part in the minutes and is no reason", kind.Name, with)
		}
	}
}
