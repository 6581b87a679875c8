package main_test

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
)

// TestTheKeyOfADevice reads it from the page of the room, as the script does.
func TestTheKeyOfADevice(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair := seat(t, program)
	at := convened(t, chair)
	police := join(t, program, chair.invite(at, "name", "Pat Sample", "agency.sector", "police"))
	read := func(b *browser) (outbox, sent, key string) {
		t.Helper()
		b.open(at)
		outbox, sent = between(t, b.page, `data-outbox="`, `"`), between(t, b.page, `data-key="`, `"`)
		masked, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(sent, "&#43;", "+"))
		if err != nil || len(masked) != 64 {
			t.Fatalf("got %q (%v), want 64 bytes in base64", sent, err)
		}
		for i := range 32 {
			masked[i] ^= masked[32+i]
		}
		return outbox, sent, string(masked[:32])
	}
	outbox, sent, key := read(chair)
	again, resent, sameKey := read(chair)
	if again != outbox || sameKey != key {
		t.Error("the same person has another outbox when the page is loaded again")
	}
	if resent == sent {
		t.Error("the key reads the same twice")
	}
	if other, _, otherKey := read(police); other == outbox || otherKey == key {
		t.Error("two people have the same outbox or key")
	}
	if chair.open("/"); !strings.Contains(between(t, chair.page, `data-outboxes="`, `"`), outbox) {
		t.Error("the page on which one signs out does not name the outbox")
	}

	request, err := http.NewRequest("GET", program.url+at, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Cookie", "__Host-session="+chair.cookie)
	request.Header.Set("Accept-Encoding", "gzip") // so that the client leaves it as it is
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if got := answer.Header.Get("Content-Encoding"); got != "gzip" {
		t.Errorf("the page comes in the encoding %q, want gzip", got)
	}
	if answer.ContentLength > 8<<10 {
		t.Errorf("the page of a new meeting has %d bytes, want 8 KiB at most", answer.ContentLength)
	}
	t.Logf("the page of a new meeting: %d bytes, gzip", answer.ContentLength)
}
