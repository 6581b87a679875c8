package meeting

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// correction asks for other words in the minutes: of a passage, or, under a heading, for something to be put right that
// no wording stands for, such as when somebody came. Anybody who takes part may ask, until the minutes are final; what
// comes after the date is taken as late.
type correction struct {
	Version int    `json:"version"`        // that was read
	Passage string `json:"passage"`        // the id of a paragraph or of a heading
	Text    string `json:"text,omitempty"` // how it should read; empty only for a line of the notes that should go
	Reason  string `json:"reason"`
}

// correctionWithdraw takes one's own request back, until the chair has replied.
type correctionWithdraw struct {
	Correction string `json:"correction"`
}

// ruling is the chair's reply to a request. Until the next version is issued the chair may reply otherwise.
type ruling struct {
	Correction string `json:"correction"`
	Accepted   bool   `json:"accepted"`
	Text       string `json:"text,omitempty"` // how it is to read instead, where the chair words it otherwise
	Reply      string `json:"reply"`
}

// Correction is a request for other words, and what became of it.
type Correction struct {
	Made
	Version   int        `json:"version"`
	Passage   string     `json:"passage"`
	Where     string     `json:"where"` // the heading it stands under
	Was       string     `json:"was,omitempty"`
	Text      string     `json:"text,omitempty"`
	Reason    string     `json:"reason"`
	Late      bool       `json:"late,omitempty"` // asked for after the date until which corrections were collected
	Ruling    *Ruling    `json:"ruling,omitempty"`
	Settled   int        `json:"settled,omitempty"` // the version that tells of it
	Withdrawn *Withdrawn `json:"withdrawn,omitempty"`
}

// Ruling is the chair's reply.
type Ruling struct {
	Made
	Accepted bool   `json:"accepted"`
	Text     string `json:"text,omitempty"`
	Reply    string `json:"reply"`
}

// Reads is how a passage reads by the request, as the chair accepted it.
func (c *Correction) Reads() string {
	if c.Ruling != nil {
		return or(c.Ruling.Text, c.Text)
	}
	return c.Text
}

// waits reports whether a correction is accepted and stands in no version yet.
func (c *Correction) waits() bool {
	return c.Settled == 0 && c.Withdrawn == nil && c.Ruling != nil && c.Ruling.Accepted
}

func (co *correction) decide(a *asking) (body, *Refusal) {
	a.atStage(Correcting, Signing)
	if a.refusal != nil {
		return co, a.refusal
	}
	if co.Version != len(a.Versions) {
		a.refuse("version", "Another version of the minutes stands now: read version %d.", len(a.Versions))
	}
	was, found := a.Passage(co.Passage)
	if !found && a.places[co.Passage] == "" {
		a.refuse("passage", "There is no such passage in the minutes.")
	}
	a.optionalText("text", &co.Text)
	if co.Text == "" && !strings.HasPrefix(co.Passage, notePassage) {
		a.refuse("text", "Say how it should read.")
	}
	if found && co.Text == was {
		a.refuse("text", "It reads so already.")
	}
	a.reason(true, &co.Reason)
	return co, a.refusal
}

func (co *correction) apply(m *Meeting, e *Entry) error {
	was, _ := m.Passage(co.Passage)
	asked := &Correction{Made: made(e), Version: co.Version, Passage: co.Passage, Where: m.places[co.Passage], Was: was, Text: co.Text,
		Reason: co.Reason, Late: m.Stage == Signing}
	if issued := m.Version(); issued == nil || issued.CorrectBy != "" && civilDate(e.At) > issued.CorrectBy {
		asked.Late = true
	}
	add(m, "corrections", m.Corrections, &m.Order.Corrections, numbered("k", e), asked)
	return nil
}

func (a *asking) correction(field, id string) *Correction {
	asked := named(a, field, a.Corrections, id, "correction")
	a.standing(field, asked.Withdrawn)
	if asked.Settled > 0 {
		a.refuse(field, "Version %d tells of this correction already.", asked.Settled)
	}
	return asked
}

func (co *correctionWithdraw) decide(a *asking) (body, *Refusal) {
	a.atStage(Correcting, Signing)
	if a.refusal != nil {
		return co, a.refusal
	}
	asked := a.correction("correction", co.Correction)
	a.mine(asked.By)
	if asked.Ruling != nil {
		a.refuse("correction", "The chair has replied to it already.")
	}
	return co, a.refusal
}

func (co *correctionWithdraw) apply(m *Meeting, e *Entry) error {
	changed, err := change(m, "corrections", m.Corrections, co.Correction)
	if err == nil {
		changed.Withdrawn = &Withdrawn{Made: made(e)}
	}
	return err
}

func (r *ruling) decide(a *asking) (body, *Refusal) {
	a.atStage(Correcting, Signing)
	if a.refusal != nil {
		return r, a.refusal
	}
	asked := a.correction("correction", r.Correction)
	a.optionalText("text", &r.Text)
	if r.Text == asked.Text { // as a form sends it that begins with the words asked for
		r.Text = ""
	}
	if r.Text != "" && !r.Accepted {
		a.refuse("text", "Another wording belongs to a correction that is accepted.")
	}
	a.text("reply", &r.Reply)
	if r.Accepted && a.refusal == nil {
		if _, wording := a.Passage(asked.Passage); wording {
			for _, id := range a.Order.Corrections {
				if other := a.Corrections[id]; id != r.Correction && other.Passage == asked.Passage && other.waits() {
					a.refuse("accepted", "Another correction of the same passage is accepted already. Accept one, in the words that serve both, "+
						"and decline the other.")
				}
			}
		}
	}
	return r, a.refusal
}

func (r *ruling) apply(m *Meeting, e *Entry) error {
	changed, err := change(m, "corrections", m.Corrections, r.Correction)
	if err == nil {
		changed.Ruling = &Ruling{made(e), r.Accepted, r.Text, r.Reply}
	}
	return err
}

// allRuled notes a refusal while a request has no reply.
func (a *asking) allRuled() {
	open := 0
	for _, asked := range a.Corrections {
		if asked.Ruling == nil && asked.Withdrawn == nil {
			open++
		}
	}
	if open > 0 {
		a.refuse("", "%s without the chair's reply.", counted(open, "request for a correction is", "requests for a correction are"))
	}
}

// takeIn changes the text as the accepted corrections say, and has the new version tell of all that were replied to.
func (m *Meeting) takeIn(version int, e *Entry) {
	var accepted []*Correction
	for _, id := range m.Order.Corrections {
		asked := m.Corrections[id]
		if asked.Settled > 0 || asked.Ruling == nil {
			continue
		}
		m.touch("corrections", id)
		if asked.waits() {
			accepted = append(accepted, asked)
		}
		asked.Settled = version
	}
	// From the last line of the notes to the first, so that a line keeps its number until its turn.
	slices.SortStableFunc(accepted, func(a, b *Correction) int { return cmp.Compare(lineOf(b.Passage), lineOf(a.Passage)) })
	for _, asked := range accepted {
		closed, _ := m.asClosed.reads(asked.Passage)
		if now, _ := m.reads(asked.Passage); now == closed { // else what followed the meeting said otherwise since
			m.reword(asked.Passage, asked.Reads(), e)
		}
		m.asClosed.reword(asked.Passage, asked.Reads(), e)
	}
}

// remarks stand under what they correct where no wording of it can be changed: a heading, an answer of one word.
func (w *writer) remarks() {
	under := map[string][]Block{}
	for _, id := range w.Order.Corrections {
		asked := w.Corrections[id]
		if _, words := w.Passage(asked.Passage); !words && asked.Settled > 0 && asked.Ruling.Accepted {
			under[asked.Passage] = append(under[asked.Passage], Block{Paragraph: &Paragraph{Lead: "Corrected", Text: asked.Reads(), Byline: w.byOn(asked.Made)}})
		}
	}
	var blocks []Block
	for _, b := range w.document.Blocks {
		blocks = append(blocks, b)
		switch {
		case b.Heading != nil:
			blocks = append(blocks, under[b.Heading.ID]...)
		case b.Paragraph != nil && b.Paragraph.ID != "": // an answer without words of its own
			blocks = append(blocks, under[b.Paragraph.ID]...)
		}
	}
	w.document.Blocks = blocks
}

// corrections are those that the version tells of, in its text.
func (w *writer) corrections(version int, settled bool) {
	rows := [][]string{}
	for _, id := range w.Order.Corrections {
		asked := w.Corrections[id]
		if asked.Withdrawn != nil || settled != (asked.Settled > 0) {
			continue
		}
		now := "Take out: " + asked.Was
		if reads := asked.Reads(); reads != "" {
			now = reads
		}
		reply := "Not replied to yet"
		if r := asked.Ruling; r != nil {
			reply = map[bool]string{true: "Accepted", false: "Declined"}[r.Accepted]
			if asked.Settled > 0 && r.Accepted {
				reply += ", in version " + strconv.Itoa(asked.Settled)
			}
			reply += ": " + r.Reply + "\n" + w.byOn(r.Made)
		}
		if asked.Late {
			reply += "\nAsked for late, when the signing had opened or the time for corrections was over"
		}
		rows = append(rows, []string{asked.Where, now, asked.Reason + "\n" + w.byOn(asked.Made), reply})
	}
	if len(rows) == 0 {
		return
	}
	title := "Corrections"
	if !settled {
		title = fmt.Sprintf("Corrections asked for since version %d", version)
	}
	w.heading(2, "", title, strings.ToLower(strings.ReplaceAll(title, " ", "-")))
	w.table(Table{Caption: title, Head: []string{"Where", "To read", "Asked for by, and why", "Chair’s reply"},
		Widths: []int{18, 32, 25, 25}, Rows: rows})
}
