package meeting

// Storage is the agreement on one piece of material: "The professionals involved should reach an expedited agreement as
// to the arrangements for the secure storage and preservation of the material."
type Storage struct {
	What      string `json:"what"`
	Where     string `json:"where"`
	Reference string `json:"reference,omitempty"` // of the exhibit
	Custodian string `json:"custodian"`
	MaySee    string `json:"maySee,omitempty"`
	AgreedBy  string `json:"agreedBy,omitempty"` // the agencies
}

type (
	// storageRow adds or rewrites an agreement on how a piece of material is kept.
	storageRow struct{ put[Storage, *Storage] }
	// storageWithdraw takes an agreement back; it stays in the record.
	storageWithdraw struct{ takeBack[Storage, *Storage] }
)

func (s *Storage) clean(a *asking) {
	a.text("is.what", &s.What)
	a.name("is.where", &s.Where)
	a.optionalName("is.reference", &s.Reference)
	a.name("is.custodian", &s.Custodian)
	a.optionalText("is.maySee", &s.MaySee)
	a.optionalText("is.agreedBy", &s.AgreedBy)
}

func (*Storage) grid(m *Meeting) grid[Storage] {
	return grid[Storage]{"storage", m.Storage, &m.Order.Storage}
}

func secureStorage(w *writer, item string) {
	if !w.asksFor(item, "storage") {
		return
	}
	rows := (*Storage)(nil).grid(w.Meeting).printed(func(s *Storage) []string {
		return []string{s.What, join(s.Where, s.Reference), s.Custodian, or(s.MaySee, "nobody named"), or(s.AgreedBy, "not agreed yet")}
	})
	w.grid("Secure storage", []string{"What", "Where", "Custodian", "Who may see it", "Agreed by"}, []int{24, 24, 18, 17, 17}, rows)
}
