package meeting

import "strconv"

// Owner is who does an action: an attendee, or somebody absent whom an attendee will tell.
type Owner struct {
	Attendee string  `json:"attendee,omitempty"`
	Name     string  `json:"name,omitempty"`
	Agency   *Agency `json:"agency,omitempty"`
	ToldBy   string  `json:"toldBy,omitempty"` // an attendee
}

// action is something to be done: one owner, one due date (civil, Europe/London) and, where it matters, the time. A
// member's is a proposal.
type action struct {
	Item    string `json:"item,omitempty"`
	Text    string `json:"text"`
	Owner   Owner  `json:"owner"`
	Due     string `json:"due"`
	DueTime string `json:"dueTime,omitempty"` // HH:MM
	Duty    string `json:"duty,omitempty"`    // of the procedure, that it is to meet
}

// Action is A1, A2 …
type Action struct {
	Made
	Item      string     `json:"item,omitempty"`
	Text      string     `json:"text"`
	Owner     Owner      `json:"owner"`
	Due       string     `json:"due,omitempty"` // absent only where the procedure's timescale could not be counted
	DueTime   string     `json:"dueTime,omitempty"`
	Duty      string     `json:"duty,omitempty"`
	Cause     string     `json:"cause,omitempty"`  // of an action that follows by the procedure: what it follows from
	Agreed    *Made      `json:"agreed,omitempty"` // absent: proposed by a member
	Progress  []Progress `json:"progress"`
	Earlier   []Earlier  `json:"earlier,omitempty"`
	Withdrawn *Withdrawn `json:"withdrawn,omitempty"`
}

// Progress is a report on an action.
type Progress struct {
	Made
	Status string `json:"status"`
	Text   string `json:"text,omitempty"`
}

// The statuses of an action.
const (
	InProgress = "in-progress"
	Done       = "done"
	NotDone    = "not-done" // will not be done; the text says why
)

func (ac *action) decide(a *asking) (body, *Refusal) {
	if ac.Item != "" {
		a.item("item", ac.Item)
	}
	a.text("text", &ac.Text)
	a.owner(&ac.Owner)
	a.due(ac.Due, ac.DueTime)
	if ac.Duty != "" {
		named(a, "duty", a.Duties, ac.Duty, "requirement of the procedure")
	}
	return ac, a.refusal
}

func (a *asking) owner(owner *Owner) {
	if owner.Attendee != "" {
		a.attendee("owner.attendee", owner.Attendee)
		if owner.Name != "" || owner.Agency != nil || owner.ToldBy != "" {
			a.refuse("owner", "The owner is either an attendee or somebody absent.")
		}
		return
	}
	if owner.Name == "" || owner.Agency == nil {
		a.refuse("owner", "An owner who is not here needs a name and an agency, and an attendee who will tell them.")
		return
	}
	a.name("owner.name", &owner.Name)
	a.agency("owner.agency", owner.Agency)
	if owner.ToldBy == "" {
		a.refuse("owner.toldBy", "Say which attendee will tell the owner.")
	}
	a.attendee("owner.toldBy", owner.ToldBy)
}

func (a *asking) due(date, timeOfDay string) {
	a.date("due", date)
	a.dueTime(timeOfDay)
}

func (a *asking) dueTime(timeOfDay string) {
	if timeOfDay != "" && !isTimeOfDay(timeOfDay) {
		a.refuse("dueTime", "The time is not a time of day; write it as 18:00.")
	}
}

func (ac *action) apply(m *Meeting, e *Entry) error {
	id := "A" + strconv.Itoa(len(m.Order.Actions)+1)
	agreed := made(e)
	made := &Action{Made: made(e), Item: ac.Item, Text: ac.Text, Owner: ac.Owner, Due: ac.Due, DueTime: ac.DueTime, Duty: ac.Duty, Progress: []Progress{}}
	if m.settles(e) {
		made.Agreed = &agreed
	}
	add(m, "actions", m.Actions, &m.Order.Actions, id, made)
	return nil
}

// actionAmend changes what is to be done, by whom or by when; what is absent stays. A member amends their own proposal
// until it is agreed.
type actionAmend struct {
	Action  string  `json:"action"`
	Text    *string `json:"text,omitempty"`
	Owner   *Owner  `json:"owner,omitempty"`
	Due     *string `json:"due,omitempty"`
	DueTime *string `json:"dueTime,omitempty"`
	Reason  string  `json:"reason,omitempty"`
}

func (ac *actionAmend) decide(a *asking) (body, *Refusal) {
	was := a.action("action", ac.Action)
	a.ownProposal(was)
	a.standing("action", was.Withdrawn)
	if ac.Text == nil && ac.Owner == nil && ac.Due == nil && ac.DueTime == nil {
		a.refuse("text", "Nothing is amended.")
	}
	if ac.Text != nil {
		a.text("text", ac.Text)
	}
	if ac.Owner != nil {
		a.owner(ac.Owner)
	}
	if ac.Due != nil {
		a.date("due", *ac.Due)
	}
	if ac.DueTime != nil {
		a.dueTime(*ac.DueTime)
	}
	a.reason(a.Phase == Closed, &ac.Reason)
	return ac, a.refusal
}

// ownProposal is what a member may still change: an action of their own that nobody has agreed.
func (a *asking) ownProposal(was *Action) {
	if was.Agreed != nil {
		a.mine()
	} else {
		a.mine(was.By)
	}
}

func (ac *actionAmend) apply(m *Meeting, e *Entry) error {
	changed, err := change(m, "actions", m.Actions, ac.Action)
	if err != nil {
		return err
	}
	earlier := m.ownerWords(changed.Owner) + ", by " + dueWords(changed.Due, changed.DueTime)
	changed.Earlier = append(changed.Earlier, Earlier{changed.Text, earlier, made(e), ac.Reason})
	take(&changed.Text, ac.Text)
	take(&changed.Due, ac.Due)
	take(&changed.DueTime, ac.DueTime)
	if ac.Owner != nil {
		changed.Owner = *ac.Owner
	}
	return nil
}

// stands reports whether an action is agreed and still to be done, or was done.
func (ac *Action) stands() bool {
	last := len(ac.Progress) - 1
	return ac.Agreed != nil && ac.Withdrawn == nil && (last < 0 || ac.Progress[last].Status != NotDone)
}

// actionConfirm agrees an action that a member proposed.
type actionConfirm struct {
	Action string `json:"action"`
}

func (ac *actionConfirm) decide(a *asking) (body, *Refusal) {
	was := a.action("action", ac.Action)
	a.standing("action", was.Withdrawn)
	if was.Agreed != nil {
		a.refuse("action", "This action is agreed already.")
	}
	return ac, a.refusal
}

func (ac *actionConfirm) apply(m *Meeting, e *Entry) error {
	changed, err := change(m, "actions", m.Actions, ac.Action)
	if err != nil {
		return err
	}
	agreed := made(e)
	changed.Agreed = &agreed
	return nil
}

// actionWithdraw takes an action back; its number is not used again.
type actionWithdraw struct {
	Action string `json:"action"`
	Reason string `json:"reason"`
}

func (ac *actionWithdraw) decide(a *asking) (body, *Refusal) {
	was := a.action("action", ac.Action)
	a.ownProposal(was)
	a.standing("action", was.Withdrawn)
	a.reason(true, &ac.Reason)
	return ac, a.refusal
}

func (ac *actionWithdraw) apply(m *Meeting, e *Entry) error {
	changed, err := change(m, "actions", m.Actions, ac.Action)
	if err != nil {
		return err
	}
	changed.Withdrawn = &Withdrawn{made(e), ac.Reason}
	return nil
}

// actionProgress reports on an action: its owner, or who tells the owner, on their own; chair and minute-taker on all.
type actionProgress struct {
	Action string `json:"action"`
	Status string `json:"status"` // "in-progress", "done" or "not-done"
	Text   string `json:"text,omitempty"`
}

func (ac *actionProgress) decide(a *asking) (body, *Refusal) {
	was := a.action("action", ac.Action)
	a.mine(was.Owner.Attendee, was.Owner.ToldBy)
	a.standing("action", was.Withdrawn)
	a.oneOf("status", ac.Status, InProgress, Done, NotDone)
	a.optionalText("text", &ac.Text)
	if ac.Status == NotDone && ac.Text == "" {
		a.refuse("text", "Say why it will not be done.")
	}
	return ac, a.refusal
}

func (ac *actionProgress) apply(m *Meeting, e *Entry) error {
	changed, err := change(m, "actions", m.Actions, ac.Action)
	if err != nil {
		return err
	}
	changed.Progress = append(changed.Progress, Progress{made(e), ac.Status, ac.Text})
	return nil
}

func actionsUnder(w *writer, item string) {
	for _, id := range w.Order.Actions {
		ac := w.Actions[id]
		if ac.Item != item {
			continue
		}
		state := ""
		if ac.Agreed == nil {
			state = "; proposed, not agreed"
		}
		w.passage(actionPassage+id, "Action "+id, w.actionWords(ac), w.by(ac.Made)+state)
		w.earlier(ac.Earlier)
		w.withdrawn(ac.Withdrawn)
	}
}

func (m *Meeting) actionWords(ac *Action) string {
	return ac.Text + "\n" + m.ownerWords(ac.Owner) + ", by " + dueWords(ac.Due, ac.DueTime)
}

var statusWords = map[string]string{InProgress: "In progress", Done: "Done", NotDone: "Will not be done"}

func (w *writer) actionState(ac *Action) string {
	switch last := len(ac.Progress) - 1; {
	case ac.Withdrawn != nil:
		return "Withdrawn"
	case last >= 0:
		return join(statusWords[ac.Progress[last].Status], ac.Progress[last].Text)
	case ac.Agreed == nil:
		return "Proposed"
	default:
		return "To do"
	}
}

func allActions(w *writer) {
	w.heading(2, "", "All actions", "actions")
	actionsUnder(w, "") // those that belong to no item
	rows := make([][]string, 0, len(w.Order.Actions))
	for _, id := range w.Order.Actions {
		ac := w.Actions[id]
		rows = append(rows, []string{id, ac.Text, w.ownerWords(ac.Owner), dueWords(ac.Due, ac.DueTime), w.actionState(ac)})
	}
	if len(rows) == 0 {
		w.paragraph("", "No action was written down.", "")
		return
	}
	w.table(Table{Caption: "All actions", Head: []string{"No.", "Action", "Owner", "By", "State"},
		Widths: []int{8, 34, 24, 18, 16}, Rows: rows})
}
