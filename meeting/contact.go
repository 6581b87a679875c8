package meeting

// Contact is a rule for the person's contact with children: "If the person is to be investigated, how should their
// contact with children be managed in the meantime?"
type Contact struct {
	Child     string `json:"child,omitempty"` // a person; absent: every child
	Setting   string `json:"setting"`         // home, school, work, online
	Rule      string `json:"rule"`
	CheckedBy string `json:"checkedBy,omitempty"`
	Until     string `json:"until,omitempty"` // civil date
}

type (
	// contactRow adds or rewrites a rule for the person's contact with children.
	contactRow struct{ put[Contact, *Contact] }
	// contactWithdraw takes a rule back; it stays in the record.
	contactWithdraw struct{ takeBack[Contact, *Contact] }
)

func (c *Contact) clean(a *asking) {
	if c.Child != "" {
		a.person("is.child", c.Child)
	}
	a.name("is.setting", &c.Setting)
	a.text("is.rule", &c.Rule)
	a.optionalName("is.checkedBy", &c.CheckedBy)
	a.optionalDate("is.until", c.Until)
}

func (*Contact) grid(m *Meeting) grid[Contact] {
	return grid[Contact]{"contacts", m.Contacts, &m.Order.Contacts}
}

func contactMeanwhile(w *writer, item string) {
	if !w.asksFor(item, "contact") {
		return
	}
	rows := (*Contact)(nil).grid(w.Meeting).printed(func(c *Contact) []string {
		child := "Every child"
		if p := w.People[c.Child]; p != nil {
			child = p.Words()
		}
		return []string{child, c.Setting, c.Rule, or(c.CheckedBy, "nobody named"), or(dayOrNone(c.Until), "no end named")}
	})
	w.grid("Contact meanwhile", []string{"Child", "Setting", "Rule", "Who checks", "Until"}, []int{18, 16, 36, 15, 15}, rows)
}
