package meeting

// Access is a setting in which the person has access to children: "Ascertain whether the suspect has access to other
// children or young people, such as through work or voluntary activities."
type Access struct {
	Setting  string `json:"setting"`
	Known    string `json:"known"`              // whether the children there are known: "yes" or "no"
	Children string `json:"children,omitempty"` // who they are
	Enquirer string `json:"enquirer,omitempty"` // who enquires
	By       string `json:"by,omitempty"`       // civil date
}

type (
	// accessRow adds or rewrites a setting in which the person has access to children.
	accessRow struct{ put[Access, *Access] }
	// accessWithdraw takes a setting back; it stays in the record.
	accessWithdraw struct{ takeBack[Access, *Access] }
)

func (c *Access) clean(a *asking) {
	a.name("is.setting", &c.Setting)
	a.oneOf("is.known", c.Known, Yes, No)
	a.optionalText("is.children", &c.Children)
	a.optionalName("is.enquirer", &c.Enquirer)
	a.optionalDate("is.by", c.By)
}

func (*Access) grid(m *Meeting) grid[Access] {
	return grid[Access]{"access", m.Access, &m.Order.Access}
}

func accessToChildren(w *writer, item string) {
	if !w.asksFor(item, "access") {
		return
	}
	rows := (*Access)(nil).grid(w.Meeting).printed(func(c *Access) []string {
		known := join("not known yet", c.Children)
		if c.Known == Yes {
			known = or(c.Children, "known")
		}
		return []string{c.Setting, known, or(c.Enquirer, "nobody named"), or(dayOrNone(c.By), "no date")}
	})
	w.grid("Where the person has access to children", []string{"Setting", "Children", "Who enquires", "By"}, []int{30, 35, 20, 15}, rows)
}
