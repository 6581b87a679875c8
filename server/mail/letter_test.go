package mail_test

import (
	"errors"
	netmail "net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"strategyroom/server/mail"
	"strategyroom/server/mail/mailtest"
)

// TestTheBytesOfALetter reads what arrives with net/mail.
func TestTheBytesOfALetter(t *testing.T) {
	server := mailtest.Serve(t, mailtest.Manner{})
	at := time.Date(2026, 11, 24, 15, 4, 5, 0, time.FixedZone("", 3600))
	post, _ := open(t, server, func(s *mail.Settings) { s.Now = func() time.Time { return at } })
	text := "Siân Llŵyd invites you.\n.\nA line of " + strings.Repeat("many words and ", 90) + "an end = so.\n"
	if err := post.Send(t.Context(), mail.Letter{To: "pat.sample@police.example", Subject: mail.Marking + "invitation to a meeting", Text: text}); err != nil {
		t.Fatal(err)
	}
	l := server.Next(t)
	m := l.Message(t)
	want := map[string]string{
		"To": "<pat.sample@police.example>", "From": "<meetings@council.example>", "Subject": "OFFICIAL-SENSITIVE: invitation to a meeting",
		"Date": "Tue, 24 Nov 2026 14:04:05 +0000", "Auto-Submitted": "auto-generated", "Mime-Version": "1.0",
		"Content-Type": "text/plain; charset=UTF-8", "Content-Transfer-Encoding": "quoted-printable",
	}
	for name, value := range want {
		if got := m.Header.Get(name); got != value {
			t.Errorf("%s: got %q, want %q", name, got, value)
		}
	}
	id := m.Header.Get("Message-ID")
	if len(id) != len("<@council.example>")+32 || !strings.HasSuffix(id, "@council.example>") {
		t.Errorf("the id is %s, want 32 digits at council.example", id)
	}
	names := []string{}
	for name := range m.Header {
		if want[name] == "" && name != "Message-Id" {
			names = append(names, name)
		}
	}
	if len(names) > 0 {
		t.Errorf("there are also the headers %v", names)
	}
	if got, _ := l.Parts(t); got != text {
		t.Errorf("got the text %q, want %q", got, text)
	}
	for line := range strings.SplitSeq(string(l.Data), "\n") {
		if len(line) > 78 {
			t.Errorf("a line has %d bytes: %s", len(line), line)
		}
	}
}

func TestACalendarGoesWithTheLetter(t *testing.T) {
	server := mailtest.Serve(t, mailtest.Manner{})
	post, _ := open(t, server, plainly)
	with := sample
	with.Calendar = []byte("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
	if err := post.Send(t.Context(), with); err != nil {
		t.Fatal(err)
	}
	text, calendar := server.Next(t).Parts(t)
	if text != sample.Text || string(calendar) != string(with.Calendar) {
		t.Errorf("got %q and %q, want %q and %q", text, calendar, sample.Text, with.Calendar)
	}
}

// TestLettersThatAreNone tries to put more into a letter than one text for one person.
func TestLettersThatAreNone(t *testing.T) {
	good := mail.Letter{To: "pat@police.example", Subject: mail.Marking + "a word", Text: "A text."}
	to := func(address string) mail.Letter { l := good; l.To = address; return l }
	subject := func(text string) mail.Letter { l := good; l.Subject = text; return l }
	text := func(text string) mail.Letter { l := good; l.Text = text; return l }
	server := mailtest.Serve(t, mailtest.Manner{})
	post, log := open(t, server, plainly)
	for _, l := range []mail.Letter{
		to(""), to("pat"), to("@police.example"), to("pat@"), to("pat@@police.example"), to(".pat@police.example"), to("pat..s@police.example"),
		to("pat@police.example\r\nBcc: all@police.example"), to("pat@police.example\nDATA"), to("pat@police.example\x00"), to("\rpat@police.example"),
		to("Pat <pat@police.example>"), to("<pat@police.example>"), to("pat@police.example, sam@police.example"), to("pat@police.example;sam@police.example"),
		to("pat@police.example> NOTIFY=SUCCESS <"), to(`"pat s"@police.example`), to("pat(comment)@police.example"), to("pat @police.example"),
		to("pat@[192.0.2.1]"), to("pat@-police.example"), to("pat@police..example"), to("pät@police.example"), to("pat@pölice.example"), to("pat@police.example\u2028"),
		to(strings.Repeat("a", 65) + "@police.example"), to("pat@" + strings.Repeat("a.", 130) + "example"),
		subject(""), subject("a word"), subject("official-sensitive: a word"), subject(mail.Marking + "a\r\nBcc: all@police.example"),
		subject(mail.Marking + "a\nb"), subject(mail.Marking + "a\x00"), subject(mail.Marking + "a\xff"), subject(mail.Marking + "a\u202eb"),
		subject(mail.Marking + "a\u2028b"), subject(mail.Marking + strings.Repeat("a", 150)),
		text(""), text("a\r\n.\r\nMAIL FROM:<>"), text("a\rb"), text("a\x00"), text("a\xff"), text("a\u202eb"), text(strings.Repeat("a", 16<<10+1)),
	} {
		if err := post.Send(t.Context(), l); !errors.Is(err, mail.ErrLetter) {
			t.Errorf("%q: got %v, want ErrLetter", l, err)
		}
	}
	if server.Connections() != 0 || log.String() != "" {
		t.Errorf("%d connections, and the log says %q; want neither", server.Connections(), log)
	}
	for _, address := range []string{"pat@police.example", "pat.s+room@sub.police.example", "o'pat@police.example", "p@localhost", "-pat@police.example"} {
		if err := mail.Check(address); err != nil {
			t.Errorf("%s: got %v, want nil", address, err)
		}
	}
}

// FuzzCheck holds to every address that is taken that others read it as the same one, and that it is one word.
func FuzzCheck(f *testing.F) {
	for _, seed := range []string{"pat@police.example", "a.b+c@d.e", "a@b\r\nRCPT TO:<c@d>", `"a b"@c`, "a@b,c@d", "ü@b", "a..b@c", "<a@b>", "a@[::1]"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		if mail.Check(address) != nil {
			return
		}
		read, err := netmail.ParseAddressList(address)
		if err != nil || len(read) != 1 || read[0].Address != address || read[0].Name != "" {
			t.Errorf("%q is read as %v (%v)", address, read, err)
		}
		if slices.ContainsFunc([]rune(address), func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`<>()[],;:"\`, r) }) {
			t.Errorf("%q is more than a word", address)
		}
	})
}
