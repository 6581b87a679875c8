package meeting

// CivilDate is the date in Europe/London of a moment of the record.
var CivilDate = civilDate

// Rederived is the meeting as it stands, with what follows from the record worked out from nothing. Two things are
// choices made on the way and stay: whether the chair said that the meeting goes on, and the actions that came of it.
func Rederived(m *Meeting) *Meeting {
	same := m.copied()
	same.follow = same.Procedure.Duties(same.Circumstances)
	same.Duties, same.Timescales, same.StillOpen = map[string]*Duty{}, map[string]*Timescale{}, []Unsettled{}
	same.Order.Duties = []string{}
	same.derive(&Entry{})
	return same
}

// NewRewording compares two texts word by word.
var NewRewording = rewording
