package web_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/audit"
	"strategyroom/server/retention"
	"strategyroom/server/web"
)

// visitor is somebody of one kind who asks at the door for a meeting.
type visitor struct {
	*someone
	name string
	role meeting.Role // in the meeting, where they are let in
	at   string       // the id of the meeting that they ask for
}

// visitors are one of each kind.
type visitors struct {
	*office
	t      *testing.T
	all    []visitor
	id     string // of the meeting
	copied string // the circulation of a copy for somebody outside
	signer string // an attendee who may sign
	unused string // the id of an account

	reference string
}

// visitorKinds are their names, in their order.
var visitorKinds = []string{"a stranger", "who knocks", "an account without a seat", "a chair elsewhere", "an administrator", "an auditor",
	"who may take a copy", "who was sent out", "whom the chair asks first", "a guest after the time",
	"observer", "member", "minute-taker", "deputy", "chair"}

// gather has one of each kind come to a meeting, which is open when they do.
func gather(t *testing.T) *visitors {
	t.Helper()
	o := openOfficeIn(t, func(o *office, config *web.Config) {
		config.Trail = audit.New(o.kept, o.now, rand.Reader, slog.New(slog.DiscardHandler))
		config.Retention = retention.New(retention.Config{Store: o.kept, Except: audit.Record, Now: o.now, Random: rand.Reader})
	})
	over := o.final()
	o.pass(guestTime - time.Hour)
	over.chair = o.signsIn("Sam Example", "sam@council.example")
	late := over.comes(over.link("Pat"))
	o.pass(time.Hour)
	v := &visitors{office: o, t: t}
	chair := o.staff("Sam Example", account.Chair)
	convened := func(id string, by *someone) string {
		return by.must(201, "POST", "/api/meetings", fmt.Sprintf(`{"id":%q,"people":[{"category":"child","notKnown":true}]}`, id))["meeting"].(string)
	}
	v.id = convened("visited", chair)
	at := "/api/meetings/" + v.id
	attendees, links := map[string]string{}, map[string]string{}
	comes := func(name, sector string, role meeting.Role) *someone {
		answer := chair.must(201, "POST", at+"/invitations", fmt.Sprintf(
			`{"id":%q,"name":%q,"agency":{"sector":%q,"name":"Example %s"},"role":%q}`, strings.ReplaceAll(name, " ", "-"), name, sector, sector, role))
		attendees[name], links[name] = answer["attendee"].(string), answer["url"].(string)
		return o.comes(links[name])
	}
	add := func(name string, role meeting.Role, at string, who *someone) {
		v.all = append(v.all, visitor{who, name, role, at})
	}
	removed, asked := comes("Dee Placeholder", "health", meeting.Member), comes("Ed School", "education", meeting.Member)
	roles := map[meeting.Role]*someone{meeting.Chair: chair}
	for _, role := range []meeting.Role{meeting.Observer, meeting.Member, meeting.MinuteTaker, meeting.Deputy} {
		roles[role] = comes("Sample "+string(role), "police", role)
	}
	knocks := &someone{office: o}
	_, used, _ := strings.Cut(links["Sample member"], "#")
	knocks.must(201, "POST", "/api/knocks", fmt.Sprintf(`{"token":%q,"name":"Kit Else","agency":{"sector":"police","name":"Example Police"}}`, used))
	chair.write(at, "phase", `{"phase":"open"}`)
	chair.write(at, "attendance", fmt.Sprintf(`{"attendee":%q,"state":"joined"}`, attendees["Dee Placeholder"]))
	chair.write(at, "conflict", fmt.Sprintf(`{"attendee":%q,"finding":"may-not-attend","reason":"A friend"}`, attendees["Dee Placeholder"]))
	chair.write(at, "person", `{"category":"suspected","name":"Alex Placeholder","employer":{"sector":"education","name":"example EDUCATION"}}`)
	elsewhere := o.staff("Mo Elsewhere", account.Chair)
	convened("elsewhere", elsewhere)
	v.staff("Una Unused")
	accounts, err := o.people.Accounts(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range accounts {
		if one.Name == "Una Unused" {
			v.unused = one.ID
		}
	}
	v.signer = attendees["Sample member"]
	chair.write(at, "attendance", fmt.Sprintf(`{"attendee":%q,"state":"joined"}`, v.signer))
	v.reference = chair.must(200, "GET", at, "")["meeting"].(map[string]any)["reference"].(string)
	add("a stranger", "", v.id, &someone{office: o})
	add("who knocks", "", v.id, knocks)
	add("an account without a seat", "", v.id, o.staff("Noa Example"))
	add("a chair elsewhere", "", v.id, elsewhere)
	add("an administrator", "", v.id, o.staff("Ada Keeper", account.Administrator))
	add("an auditor", "", v.id, o.staff("Ola Watcher", account.Auditor))
	add("who may take a copy", "", v.id, &someone{office: o}) // once it is closed
	add("who was sent out", "", v.id, removed)
	add("whom the chair asks first", "", v.id, asked)
	add("a guest after the time", "", strings.TrimPrefix(over.at, "/api/meetings/"), late)
	for _, role := range []meeting.Role{meeting.Observer, meeting.Member, meeting.MinuteTaker, meeting.Deputy, meeting.Chair} {
		add(string(role), role, v.id, roles[role])
	}
	return v
}

// close closes the meeting and gives a copy to somebody outside.
func (v *visitors) close() {
	v.t.Helper()
	m := minutes{office: v.office, at: "/api/meetings/" + v.id, chair: v.all[len(v.all)-1].someone}
	m.chair.write(m.at, "phase", `{"phase":"closed","reason":"A rehearsal"}`)
	v.copied = m.gives(toSchool)
	for _, who := range v.all {
		if who.name == "who may take a copy" {
			*who.someone = *v.comes(m.copyLink(v.copied))
		}
	}
}

// issue has the minutes signed.
func (v *visitors) issue() {
	v.t.Helper()
	chair, at := v.all[len(v.all)-1], "/api/meetings/"+v.id
	chair.write(at, "version", `{"by":""}`)
	chair.write(at, "signing", `{"by":"","reason":"A rehearsal"}`)
}

// staff is somebody with an account, which has these roles, signed in.
func (o *office) staff(name string, roles ...account.Role) *someone {
	o.t.Helper()
	token, err := o.people.Add(context.Background(), account.Details{Name: name, Email: strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@council.example",
		Agency: meeting.Agency{Sector: "social-care", Name: "Example County Council"}}, roles...)
	if err != nil {
		o.t.Fatal(err)
	}
	return o.comes("#" + token)
}
