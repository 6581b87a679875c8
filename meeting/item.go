package meeting

import "slices"

// Item is one line of the agenda: a question of the procedure, a topic of it, or the chair's own.
type Item struct {
	Text     string   `json:"text"`
	Question int      `json:"question,omitempty"` // its number among the questions, from 1; absent: a topic
	Answer   string   `json:"answer,omitempty"`   // a question's form of answer: "yes-no" or "text"
	Each     string   `json:"each,omitempty"`     // "child": asked for every child
	Source   string   `json:"source,omitempty"`   // the document's sentence
	Practice string   `json:"practice,omitempty"`
	Opens    []string `json:"opens,omitempty"`  // grids that belong to it
	Raises   bool     `json:"raises,omitempty"` // a yes raises the alarm
	Delay    string   `json:"delay,omitempty"`  // what a date in its answer may delay
	Own      bool     `json:"own,omitempty"`    // added by the chair
	// of a question: "not-answered", "part-answered", "answered", "not-known-yet", "not-applicable" or "proposed"
	State     string             `json:"state,omitempty"`
	Answers   map[string]*Answer `json:"answers"`   // by child, or "all"
	Proposals map[string]*Answer `json:"proposals"` // answers that members propose, by id
}

// The states of a question. Topics have none.
const (
	NotAnswered    = "not-answered"
	PartAnswered   = "part-answered" // for some of the children
	Answered       = "answered"
	NotKnownYet    = "not-known-yet"
	DoesNotApply   = "not-applicable"
	ProposedAnswer = "proposed" // by a member; nobody has taken it yet
)

// item adds a topic of the chair's own, after another item or at the end.
type item struct {
	Text  string `json:"text"`
	After string `json:"after,omitempty"`
}

func (i *item) decide(a *asking) (body, *Refusal) {
	a.name("text", &i.Text)
	if i.After != "" {
		a.item("after", i.After)
	}
	return i, a.refusal
}

func (i *item) apply(m *Meeting, e *Entry) error {
	id := numbered("i", e)
	add(m, "items", m.Items, &m.Order.Items, id, &Item{Text: i.Text, Own: true,
		Answers: map[string]*Answer{}, Proposals: map[string]*Answer{}})
	if i.After != "" {
		m.moveItem(id, i.After)
	}
	return nil
}

// own asks that an item be the chair's own: "Issues to consider include" the document's ten, and they stay.
func (a *asking) own(id string) *Item {
	it := a.item("item", id)
	if !it.Own {
		a.refuse("item", "This item comes from the procedure and stays as it is.")
	}
	return it
}

// itemAmend changes the words of an own item.
type itemAmend struct {
	Item string `json:"item"`
	Text string `json:"text"`
}

func (i *itemAmend) decide(a *asking) (body, *Refusal) {
	a.own(i.Item)
	a.name("text", &i.Text)
	return i, a.refusal
}

func (i *itemAmend) apply(m *Meeting, _ *Entry) error {
	changed, err := change(m, "items", m.Items, i.Item)
	if err != nil {
		return err
	}
	changed.Text = i.Text
	return nil
}

// itemRemove takes out an own item under which nothing was written.
type itemRemove struct {
	Item string `json:"item"`
}

func (i *itemRemove) decide(a *asking) (body, *Refusal) {
	a.own(i.Item)
	if a.hasContent(i.Item) {
		a.refuse("item", "Something was written under this item, so it stays.")
	}
	return i, a.refusal
}

func (m *Meeting) hasContent(id string) bool {
	for _, x := range m.Information {
		if x.Item == id {
			return true
		}
	}
	for _, x := range m.Decisions {
		if x.Item == id {
			return true
		}
	}
	for _, x := range m.Actions {
		if x.Item == id {
			return true
		}
	}
	return m.Notes[id] != nil
}

func (i *itemRemove) apply(m *Meeting, _ *Entry) error {
	if _, err := change(m, "items", m.Items, i.Item); err != nil {
		return err
	}
	m.touch("order", "items")
	m.touch("current")
	delete(m.Items, i.Item)
	m.Order.Items = slices.DeleteFunc(m.Order.Items, func(id string) bool { return id == i.Item })
	if m.Current == i.Item {
		m.Current = ""
	}
	return nil
}

// itemOrder moves an own item behind another, or to the top where "after" is left out.
type itemOrder struct {
	Item  string `json:"item"`
	After string `json:"after,omitempty"`
}

func (i *itemOrder) decide(a *asking) (body, *Refusal) {
	a.own(i.Item)
	if i.After != "" {
		a.item("after", i.After)
	}
	if i.After == i.Item {
		a.refuse("after", "An item cannot stand behind itself.")
	}
	return i, a.refusal
}

func (i *itemOrder) apply(m *Meeting, _ *Entry) error {
	m.moveItem(i.Item, i.After)
	return nil
}

func (m *Meeting) moveItem(id, after string) {
	m.touch("order", "items")
	order := slices.DeleteFunc(slices.Clone(m.Order.Items), func(other string) bool { return other == id })
	m.Order.Items = slices.Insert(order, slices.Index(order, after)+1, id)
}

// itemCurrent moves the pointer that shows where the chair is.
type itemCurrent struct {
	Item string `json:"item"`
}

func (i *itemCurrent) decide(a *asking) (body, *Refusal) {
	a.item("item", i.Item)
	return i, a.refusal
}

func (i *itemCurrent) apply(m *Meeting, _ *Entry) error {
	m.touch("current")
	m.Current = i.Item
	return nil
}
