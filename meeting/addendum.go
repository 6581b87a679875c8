package meeting

import "strconv"

// addendum adds something to minutes that are final, on a sheet of its own that names the check code it follows.
type addendum struct {
	Text string `json:"text"`
}

// Addendum is a dated sheet beside the final minutes, by the chair.
type Addendum struct {
	Made
	Version int    `json:"version"` // of the minutes that it follows
	Text    string `json:"text"`
	Follows Hash   `json:"follows"` // the check code of the record before it
}

func (ad *addendum) decide(a *asking) (body, *Refusal) {
	a.atStage(Final)
	if a.refusal != nil {
		return ad, a.refusal
	}
	a.text("text", &ad.Text)
	return ad, a.refusal
}

func (ad *addendum) apply(m *Meeting, e *Entry) error {
	m.touch("addenda")
	m.Addenda = append(m.Addenda, &Addendum{made(e), len(m.Versions), ad.Text, m.fingerprint})
	return nil
}

// AddendumSheet is the n-th addendum, from 1, as a document of its own; false where there is none.
func AddendumSheet(m *Meeting, n int) (Document, bool) {
	if n < 1 || n > len(m.Addenda) {
		return Document{}, false
	}
	ad := m.Addenda[n-1]
	w := m.document("Addendum " + strconv.Itoa(n) + " to the minutes")
	w.facts(Fact{"Reference", w.Reference}, Fact{"Follows", "Version " + strconv.Itoa(ad.Version) + " of the minutes"},
		Fact{"Check code that it follows", ad.Follows.String()}, Fact{"Added by", w.byOn(ad.Made)})
	w.heading(2, "", "Addendum", "addendum")
	w.paragraph("", ad.Text, "")
	w.endOfSheet()
	return w.document, true
}

// addenda names the sheets that were added to the minutes.
func (w *writer) addenda() {
	if len(w.Addenda) > 0 {
		w.heading(2, "", "Addenda", "addenda")
	}
	for i, ad := range w.Addenda {
		w.paragraph("Addendum "+strconv.Itoa(i+1), ad.Text, w.byOn(ad.Made))
	}
}
