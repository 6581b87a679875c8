package procedure

// Duty is something that the document obliges to in some circumstances.
type Duty struct {
	ID    string   `json:"id" yaml:"id"`
	Text  string   `json:"text" yaml:"text"`         // what is to be done, in today's words
	Under string   `json:"under" yaml:"under"`       // the item of the agenda that it belongs to
	Met   string   `json:"met,omitempty" yaml:"met"` // how the record shows it by itself; empty: somebody says so
	Why   []Reason `json:"why" yaml:"why"`
}

// Reason is a sentence of the document that obliges, with the circumstances in which it does.
type Reason struct {
	When   []string `json:"when" yaml:"when"`     // ids of circumstances: any one of them
	Source string   `json:"source" yaml:"source"` // the document's sentence or bullet, to the letter
}

// Any stands, in a file only, for all circumstances of the procedure: Parse puts them in its place.
const Any = "any"

// How the record can show by itself that a duty is met.
const (
	MeetingHeld         = "meeting-held"         // the meeting was opened
	Section47Decided    = "section-47-decided"   // yes or no, with reasons, for each child
	StorageAgreed       = "storage-agreed"       // what, where, who keeps it, agreed by which agencies
	DelayRecorded       = "delay-recorded"       // with its cause
	PlanningRecorded    = "planning-recorded"    // between senior manager and detective (chief) inspector
	AccessRecorded      = "access-recorded"      // where the person suspected has access to children
	ComputerRecorded    = "computer-recorded"    // who had access to the computer
	CounsellingRecorded = "counselling-recorded" // offered or not, for each child
)

// Duties are the duties that follow where these circumstances are true, in the document's order and each once, with the
// sentences that oblige and, of each one's circumstances, those that are true.
func (p *Procedure) Duties(circumstances map[string]bool) []Duty {
	var follow []Duty
	for _, duty := range p.AllDuties {
		var why []Reason
		for _, reason := range duty.Why {
			var when []string
			for _, id := range reason.When {
				if circumstances[id] {
					when = append(when, id)
				}
			}
			if when != nil {
				why = append(why, Reason{When: when, Source: reason.Source})
			}
		}
		if why != nil {
			duty.Why = why
			follow = append(follow, duty)
		}
	}
	return follow
}
