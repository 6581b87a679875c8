package meeting

// Source is somebody outside the meeting who told or wrote something: a school's report read out.
type Source struct {
	Name   string `json:"name"`
	Agency Agency `json:"agency"`
}

// information is one thing that an agency shares, attributed to an attendee (absent: to the writer) or to somebody
// absent. A member shares only their own.
type information struct {
	Item   string  `json:"item"`
	Text   string  `json:"text"`
	From   string  `json:"from,omitempty"`
	Source *Source `json:"source,omitempty"`
}

// Information is one attributed thing that was shared.
type Information struct {
	Made
	Item      string     `json:"item"`
	Text      string     `json:"text"`
	From      string     `json:"from,omitempty"` // an attendee, or Source
	Source    *Source    `json:"source,omitempty"`
	Earlier   []Earlier  `json:"earlier,omitempty"`
	Withdrawn *Withdrawn `json:"withdrawn,omitempty"`
}

func (i *information) decide(a *asking) (body, *Refusal) {
	a.item("item", i.Item)
	a.text("text", &i.Text)
	if i.From != "" {
		a.attendee("from", i.From)
		a.mine(i.From)
	}
	if i.Source != nil {
		if i.From != "" {
			a.refuse("source", "Say either which attendee it comes from or who else.")
		}
		a.mine()
		a.name("source.name", &i.Source.Name)
		a.agency("source.agency", &i.Source.Agency)
	}
	return i, a.refusal
}

func (i *information) apply(m *Meeting, e *Entry) error {
	shared := &Information{Made: made(e), Item: i.Item, Text: i.Text, From: i.From, Source: i.Source}
	if i.From == "" && i.Source == nil {
		shared.From = e.By
	}
	add(m, "information", m.Information, &m.Order.Information, numbered("n", e), shared)
	return nil
}

// informationAmend changes the wording: its writer, whom it comes from, chair or minute-taker; with a reason once the
// meeting is closed.
type informationAmend struct {
	Information string `json:"information"`
	Text        string `json:"text"`
	Reason      string `json:"reason,omitempty"`
}

func (i *informationAmend) decide(a *asking) (body, *Refusal) {
	was := a.information("information", i.Information)
	a.mine(was.By, was.From)
	a.standing("information", was.Withdrawn)
	a.text("text", &i.Text)
	a.reason(a.Phase == Closed, &i.Reason)
	return i, a.refusal
}

// standing notes a refusal where a thing was withdrawn.
func (a *asking) standing(field string, withdrawn *Withdrawn) {
	if withdrawn != nil {
		a.refuse(field, "This was withdrawn.")
	}
}

func (i *informationAmend) apply(m *Meeting, e *Entry) error {
	changed, err := change(m, "information", m.Information, i.Information)
	if err != nil {
		return err
	}
	changed.Earlier = append(changed.Earlier, Earlier{Text: changed.Text, Until: made(e), Reason: i.Reason})
	changed.Text = i.Text
	return nil
}

// informationWithdraw takes back what was shared; it stays in the record.
type informationWithdraw struct {
	Information string `json:"information"`
	Reason      string `json:"reason"`
}

func (i *informationWithdraw) decide(a *asking) (body, *Refusal) {
	was := a.information("information", i.Information)
	a.mine(was.By, was.From)
	a.standing("information", was.Withdrawn)
	a.reason(true, &i.Reason)
	return i, a.refusal
}

func (i *informationWithdraw) apply(m *Meeting, e *Entry) error {
	changed, err := change(m, "information", m.Information, i.Information)
	if err != nil {
		return err
	}
	changed.Withdrawn = &Withdrawn{made(e), i.Reason}
	return nil
}

func informationUnder(w *writer, item string) {
	for _, id := range w.Order.Information {
		shared := w.Information[id]
		if shared.Item != item {
			continue
		}
		from := w.attendeeWords(shared.From)
		if shared.Source != nil {
			from = shared.Source.Name + ", " + shared.Source.Agency.Name
		}
		byline := w.clock(shared.At)
		if shared.From != shared.By {
			byline = "written by " + w.by(shared.Made)
		}
		w.passage(informationPassage+id, "Information from "+from, shared.Text, byline)
		w.earlier(shared.Earlier)
		w.withdrawn(shared.Withdrawn)
	}
}
