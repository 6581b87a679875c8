package web

import (
	"slices"

	"strategyroom/meeting"
	"strategyroom/meeting/procedure"
)

// grid is a table that some questions open. A new one is its kind in the core and a line here.
type grid struct {
	kind, title, add string
	met              string // how a duty that it meets says so
	fields           []field
	gaps             map[string]string // what a row says where it is empty
	rows             func(m *meeting.Meeting) []row
}

// row is a row of whatever grid.
type row struct {
	id        string
	body      any // as its command has it
	withdrawn *meeting.Withdrawn
}

func rowsOf[T any](all map[string]*meeting.Row[T], order []string) []row {
	rows := make([]row, len(order))
	for i, id := range order {
		rows[i] = row{id, map[string]any{"is": all[id].Is}, all[id].Withdrawn}
	}
	return rows
}

var allGrids = []grid{
	{kind: "access", title: "Where the person has access to children", add: "Add a setting", met: procedure.AccessRecorded,
		fields: []field{line("is.setting", "Setting").hinted("For example, a workplace, a club, a household"),
			radios("is.known", "Children there", option{Value: meeting.Yes, Words: "Known"}, option{Value: meeting.No, Words: "Not known yet"}),
			line("is.children", "Who they are"), line("is.enquirer", "Who enquires"), day("is.by", "By")},
		gaps: map[string]string{"is.enquirer": "nobody named", "is.by": "no date"},
		rows: func(m *meeting.Meeting) []row { return rowsOf(m.Access, m.Order.Access) }},
	{kind: "contact", title: "Contact meanwhile", add: "Add a rule",
		fields: []field{choice("is.child", "Child", ""), line("is.setting", "Setting").hinted("For example, home, school, work, online"),
			lines("is.rule", "Rule", 2), line("is.checkedBy", "Who checks"), day("is.until", "Until")},
		gaps: map[string]string{"is.child": "Every child", "is.checkedBy": "nobody named", "is.until": "no end named"},
		rows: func(m *meeting.Meeting) []row { return rowsOf(m.Contacts, m.Order.Contacts) }},
	{kind: "computer", title: "Who had access to the computer", add: "Add a device", met: procedure.ComputerRecorded,
		fields: []field{line("is.device", "Device"), line("is.left", "Where it was left"), line("is.lastUsed", "Last used").hinted("By whom and when"),
			lines("is.people", "People with access", 2)},
		gaps: map[string]string{"is.lastUsed": "not known"},
		rows: func(m *meeting.Meeting) []row { return rowsOf(m.Computers, m.Order.Computers) }},
	{kind: "storage", title: "Secure storage", add: "Add material", met: procedure.StorageAgreed,
		fields: []field{lines("is.what", "What", 2), line("is.where", "Where"), line("is.reference", "Exhibit reference (optional)"),
			line("is.custodian", "Custodian"), line("is.maySee", "Who may see it"), line("is.agreedBy", "Agreed by").hinted("The agencies")},
		gaps: map[string]string{"is.maySee": "nobody named", "is.agreedBy": "not agreed yet"},
		rows: func(m *meeting.Meeting) []row { return rowsOf(m.Storage, m.Order.Storage) }},
}

// grids are those that an item opens, where its answer calls for them, a duty does, or rows stand there.
func grids(m *meeting.Meeting, at seat, item string) []part {
	all := []part{}
	for _, g := range allGrids {
		rows := g.rows(m)
		if slices.Contains(m.Items[item].Opens, g.kind) && (len(rows) > 0 || called(m.Items[item]) || g.met != "" && metBy(m, g.met) == item) {
			all = append(all, g.part(m, at, item, rows))
		}
	}
	return all
}

// called reports whether an answer calls for the grids of its question.
func called(question *meeting.Item) bool {
	for _, given := range question.Answers {
		if given.Value == meeting.Yes || given.Value == meeting.Stated {
			return true
		}
	}
	return false
}

func (g grid) part(m *meeting.Meeting, at seat, item string, rows []row) part {
	p := part{ID: g.kind, Title: g.title}
	for _, r := range rows {
		t := thing{ID: g.kind + "-" + r.id}
		fields := holding(r.body, g.asks(m)...)
		t.Name, t.Facts = g.words(fields)
		if r.withdrawn != nil {
			t.Facts += " · Withdrawn: " + r.withdrawn.Reason
		} else {
			change(m, at, &t.Sheets, g.kind, t.ID+"-write", item, sheet{Button: "Save", Fields: append(fields, hidden("row", r.id))})
			change(m, at, &t.Sheets, g.kind+".withdraw", t.ID+"-withdraw", item, withdrawal("row", r.id))
		}
		p.Lines = append(p.Lines, t)
	}
	change(m, at, &p.Sheets, g.kind, "add-"+g.kind, item, sheet{Title: g.add, Folded: true, Button: g.add, Fields: g.asks(m)})
	return p
}

// asks are the fields of a row; the children to choose from are the meeting's.
func (g grid) asks(m *meeting.Meeting) []field {
	fields := slices.Clone(g.fields)
	for i := range fields {
		if fields[i].Name == "is.child" {
			fields[i].Empty = g.gaps["is.child"]
			for _, id := range childrenOf(m) {
				fields[i].Options = append(fields[i].Options, option{Value: id, Words: m.People[id].Words()})
			}
		}
	}
	return fields
}

// words are a row in words: what stands first, and the rest with the names of their columns. A gap is said.
func (g grid) words(fields []field) (name, facts string) {
	rest := []string{}
	for i, f := range fields {
		says := f.Value
		for _, o := range f.Options {
			if o.Chosen {
				says = o.Words
			}
		}
		if f.Sort == "date" {
			says = dayWords(says)
		}
		if says == "" {
			says = g.gaps[f.Name]
		}
		switch {
		case i == 0:
			name = says
		case says != "":
			rest = append(rest, plain(f.Label)+": "+says)
		}
	}
	return name, words(" · ", rest...)
}
