package meeting

// Computer is a device that is left until the police have it: "The computer should be left and not used by anyone" and
// "The details of all persons having access to the computer should be made available to allow a clear evidence trail to
// be established."
type Computer struct {
	Device   string `json:"device"`
	Left     string `json:"left"`               // where it was left
	LastUsed string `json:"lastUsed,omitempty"` // by whom and when
	People   string `json:"people"`             // all who have access to it
}

type (
	// computerRow adds or rewrites a device that is left until the police have it.
	computerRow struct{ put[Computer, *Computer] }
	// computerWithdraw takes a device back; it stays in the record.
	computerWithdraw struct{ takeBack[Computer, *Computer] }
)

func (c *Computer) clean(a *asking) {
	a.name("is.device", &c.Device)
	a.name("is.left", &c.Left)
	a.optionalName("is.lastUsed", &c.LastUsed)
	a.text("is.people", &c.People)
}

func (*Computer) grid(m *Meeting) grid[Computer] {
	return grid[Computer]{"computers", m.Computers, &m.Order.Computers}
}

func whoHadAccess(w *writer, item string) {
	if !w.asksFor(item, "computer") {
		return
	}
	rows := (*Computer)(nil).grid(w.Meeting).printed(func(c *Computer) []string {
		return []string{c.Device, c.Left, or(c.LastUsed, "not known"), c.People}
	})
	w.grid("Who had access to the computer", []string{"Device", "Where it was left", "Last used", "People with access"}, []int{20, 25, 20, 35}, rows)
}
