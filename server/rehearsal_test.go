package main_test

import (
	"strings"
	"testing"
)

// TestWhatIsARehearsal says at the start what an installation lacks.
func TestWhatIsARehearsal(t *testing.T) {
	proxied := []string{"--proxy", "127.0.0.1", "--base-url", "https://meetings.example.org"}
	tests := []struct {
		name  string
		flags []string
		want  []string // none: it is no rehearsal
	}{
		{"as it comes", nil, []string{"TLS (--tls-cert", "--guests known"}},
		{"guests known", []string{"--guests", "known"}, []string{"TLS (--tls-cert"}},
		{"behind a proxy", proxied, []string{"--guests known"}},
		{"behind a proxy that ends no TLS", []string{"--proxy", "127.0.0.1", "--base-url", "http://meetings.example.org", "--guests", "known"}, []string{"a --base-url that begins with https://"}},
		{"a promise of https alone", []string{"--base-url", "https://meetings.example.org", "--guests", "known"}, []string{"TLS (--tls-cert"}},
		{"as asked", append([]string{"--guests", "known"}, proxied...), nil},
		{"with e-mails", append([]string{"--guests", "known", "--smtp", "localhost:25", "--smtp-from", "room@council.example"}, proxied...), nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			program := serve(t, append([]string{"--data", t.TempDir()}, test.flags...)...)
			line := ""
			for said := range strings.Lines(program.said) {
				if strings.Contains(said, "This is") {
					line += said
				}
			}
			if test.want == nil {
				by := "by whoever lets them in (without --smtp no codes are sent)"
				if strings.Contains(test.name, "e-mails") {
					by = "by whoever lets them in or by a code that is sent through localhost:25"
				}
				want := "This is for real names: TLS, and guests who have to be known, " + by + ". What is convened from now on is no rehearsal.\n"
				if line != want {
					t.Errorf("got %q, want %q", line, want)
				}
				return
			}
			for _, want := range test.want {
				if !strings.HasPrefix(line, "This is a rehearsal: no real names.") || !strings.Contains(line, want) {
					t.Errorf("got %q, want that it lacks %s", line, want)
				}
			}
			if got, want := strings.Count(line, ", and ")+1, len(test.want); got != want {
				t.Errorf("got %q, want %d things that are lacking", line, want)
			}
		})
	}
}
