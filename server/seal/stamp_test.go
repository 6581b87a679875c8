package seal_test

import (
	"bytes"
	"crypto/x509"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/digitorus/timestamp"

	"strategyroom/meeting"
	"strategyroom/pdf"
	"strategyroom/pdf/pdftest"
	"strategyroom/server/seal"
)

func TestStamp(t *testing.T) {
	authority := pdftest.NewAuthority(t)
	server := httptest.NewServer(authority)
	defer server.Close()
	k := seal.Open(t.TempDir(), "", now)
	file, err := pdf.Draw(meeting.Document{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := k.Signature(now)
	if err != nil {
		t.Fatal(err)
	}
	s.Stamp = seal.Stamp(server.URL, nil)
	sealed, err := pdf.Seal(file, s)
	if err != nil || sealed.StampError != nil || !sealed.Stamped.Equal(authority.Now) {
		t.Fatalf("got %v, %v, stamped %s", err, sealed.StampError, sealed.Stamped)
	}
	checked, err := pdf.Check(sealed.File, []*x509.Certificate{k.Root()})
	if err != nil {
		t.Fatal(err)
	}
	if err := checked.Stamp.Leads([]*x509.Certificate{authority.Root.Certificate}); err != nil || !checked.Stamp.Time.Equal(authority.Now) {
		t.Errorf("got %+v, %v", checked.Stamp, err)
	}
}

// TestStampFails asks authorities that are slow, huge, wrong or down.
func TestStampFails(t *testing.T) {
	authority := pdftest.NewAuthority(t)
	bent := func(bend func(*timestamp.Timestamp)) http.HandlerFunc {
		wrong := *authority
		wrong.Bend = bend
		return wrong.ServeHTTP
	}
	answer := func(kind string, status int, body []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			w.Write(body)
		}
	}
	const reply = "application/timestamp-reply"
	refused, err := timestamp.CreateErrorResponse(timestamp.Rejection, timestamp.SystemFailure)
	if err != nil {
		t.Fatal(err)
	}
	old, err := authority.Stamp([]byte("value"))
	if err != nil {
		t.Fatal(err)
	}
	good := httptest.NewServer(authority)
	defer good.Close()
	over := make(chan struct{})
	defer close(over)
	tests := []struct {
		name   string
		answer http.HandlerFunc
		want   string
	}{
		// Those who take too long come first.
		{"slow", func(http.ResponseWriter, *http.Request) { <-over }, "did not answer within 300ms"},
		{"a trickle", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", reply)
			for {
				select {
				case <-over:
					return
				case <-r.Context().Done():
					return
				case <-time.After(20 * time.Millisecond):
					w.Write([]byte{0})
					w.(http.Flusher).Flush()
				}
			}
		}, "did not answer within 300ms"},
		{"huge", answer(reply, http.StatusOK, make([]byte, 10<<20)), "answered with more than 64 KiB"},
		{"an error", answer(reply, http.StatusInternalServerError, nil), "answered with status 500"},
		{"a redirect to a good one", http.RedirectHandler(good.URL, http.StatusTemporaryRedirect).ServeHTTP, "answered with status 307"},
		{"a page", answer("text/html", http.StatusOK, []byte("<html>")), "answered with something other than a time-stamp"},
		{"garbage", answer(reply, http.StatusOK, []byte("garbage")), "gave no time-stamp"},
		{"nothing", answer(reply, http.StatusOK, nil), "gave no time-stamp"},
		{"nested without end", answer(reply, http.StatusOK, append([]byte{0x30, 0x80}, bytes.Repeat([]byte{0x30, 0x80}, 30000)...)), "gave no time-stamp"},
		{"a refusal", answer(reply, http.StatusOK, refused), "gave no time-stamp: the request is rejected"},
		{"a bare token", answer(reply, http.StatusOK, old), "gave no time-stamp"},
		{"for something else", bent(func(s *timestamp.Timestamp) { s.HashedMessage = bytes.Repeat([]byte{7}, 32) }), "gave a time-stamp for something else"},
		{"another nonce", bent(func(s *timestamp.Timestamp) { s.Nonce = big.NewInt(7) }), "gave an old time-stamp"},
		{"no nonce", bent(func(s *timestamp.Timestamp) { s.Nonce = nil }), "gave an old time-stamp"},
		{"no certificate", bent(func(s *timestamp.Timestamp) { s.AddTSACertificate = false }), "without its certificate"},
	}
	for i, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server := httptest.NewServer(test.answer)
			defer server.CloseClientConnections()
			within := time.Minute
			if i < 2 {
				within = 300 * time.Millisecond
			}
			_, err := seal.Stamp(server.URL+"/secret", &http.Client{Timeout: within})([]byte("value"))
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "secret") {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
	server := httptest.NewServer(authority)
	server.Close()
	for _, address := range []string{server.URL, "http://nowhere.invalid", "::", "ftp://example.org"} {
		if _, err := seal.Stamp(address, &http.Client{Timeout: 2 * time.Second})([]byte("value")); err == nil ||
			!strings.HasPrefix(err.Error(), "the time-stamp authority at ") {
			t.Errorf("%s: got %v", address, err)
		}
	}
}
