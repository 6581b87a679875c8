package mailtest

import (
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
)

// Letter is one letter that was accepted.
type Letter struct {
	Hello, From, To string // of the envelope
	Covered         bool   // came by TLS
	Data            []byte
}

// Message is the letter, read.
func (l Letter) Message(t testing.TB) *mail.Message {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(string(l.Data)))
	if err != nil {
		t.Fatalf("the letter cannot be read: %v\n%s", err, l.Data)
	}
	return m
}

// Subject is what stands above the letter.
func (l Letter) Subject(t testing.TB) string {
	t.Helper()
	return l.Message(t).Header.Get("Subject")
}

// Parts are its text, with \n at the ends of lines, and the entry for a calendar that goes with it; nil where none does.
func (l Letter) Parts(t testing.TB) (text string, calendar []byte) {
	t.Helper()
	m := l.Message(t)
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	if kind == "text/plain" {
		return decoded(t, quotedprintable.NewReader(m.Body)), nil
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	next := func(want string) *multipart.Part {
		part, err := parts.NextRawPart()
		if err != nil || !strings.HasPrefix(part.Header.Get("Content-Type"), want) {
			t.Fatalf("there is no part that is %s: %v\n%s", want, err, l.Data)
		}
		return part
	}
	text = decoded(t, quotedprintable.NewReader(next("text/plain; charset=UTF-8")))
	file, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, next("text/calendar; charset=utf-8")))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parts.NextRawPart(); err != io.EOF {
		t.Fatalf("behind the calendar: %v, want the end", err)
	}
	return text, file
}

func decoded(t testing.TB, from io.Reader) string {
	t.Helper()
	raw, err := io.ReadAll(from)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(raw), "\r\n", "\n")
}
