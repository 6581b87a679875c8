package web_test

import (
	"testing"

	"strategyroom/meeting"
	"strategyroom/server/web"
)

func TestChangedIsOneEditInWholeCharacters(t *testing.T) {
	texts := []string{"", "a", "aa", "aba", "Notes\nof two lines", "Notes\nof three lines", "𝒳", "𝒴", "a𝒳b", "a𝒴b", "𝒳𝒳", "é", "e\u0301"}
	for _, was := range texts {
		for _, now := range texts {
			edit := web.Changed(was, now)
			if was == now {
				if edit.Delete != 0 || edit.Insert != "" {
					t.Errorf("%q to itself: got %+v", was, edit)
				}
				continue
			}
			got, err := meeting.ApplyEdits(was, []meeting.Edit{edit})
			if err != nil || got != now {
				t.Errorf("%q to %q by %+v: got %q, %v", was, now, edit, got, err)
			}
		}
	}
}

func TestPastedLines(t *testing.T) {
	tests := []struct{ line, name, email, sector, agency, position, role string }{
		{"Pat Sample", "Pat Sample", "", "", "", "", "member"},
		{"pat.sample@example.police.uk", "Pat Sample", "pat.sample@example.police.uk", "police", "", "", "member"},
		{"Nia Ward <n@example.org>, Bwrdd Iechyd Enghraifft, Named nurse", "Nia Ward", "n@example.org", "health", "Bwrdd Iechyd Enghraifft", "Named nurse", "member"},
		{`"Head, Ed"; Ysgol Enghraifft; Observer`, "Head", "", "", "Ed", "Ysgol Enghraifft", "observer"},
		{"Mo Minutes\tMinute taker\tExample County Council", "Mo Minutes", "", "social-care", "Example County Council", "", "minute-taker"},
		{"Lee Law, Example Council legal services", "Lee Law", "", "legal", "Example Council legal services", "", "member"},
		{"শান্তা বেগম, Example School", "শান্তা বেগম", "", "education", "Example School", "", "member"},
	}
	for _, test := range tests {
		guests := web.Pasted("\n  " + test.line + "\r\n\n")
		if len(guests) != 1 {
			t.Errorf("%s: got %d guests", test.line, len(guests))
			continue
		}
		g := guests[0]
		got := [6]string{g.Name, g.Email, g.Agency.Sector, g.Agency.Name, g.Position, string(g.Role)}
		want := [6]string{test.name, test.email, test.sector, test.agency, test.position, test.role}
		if got != want {
			t.Errorf("%s: got %q, want %q", test.line, got, want)
		}
	}
}
