package static_test

import (
	"io/fs"
	"strings"
	"testing"

	"strategyroom/static"
)

func TestLeaked(t *testing.T) {
	list, err := fs.ReadFile(static.Files, "passwords.txt")
	if err != nil {
		t.Fatal("nothing is built: run make: ", err)
	}
	if got := strings.Count(string(list), "\n") - 1; got < 3000 {
		t.Errorf("the list has %d passwords, want 3,000 at least", got)
	}
	tests := []struct {
		password string
		want     bool
	}{
		{"leavemealone", true},
		{"LeaveMeAlone", true},
		{"zxcasdqwe123", true},
		{"leavemealone ", false},
		{"leavemealon", false},
		{"leavemealone\nzxcasdqwe123", false},
		{"zebra ladder violet 7", false},
		{"\n", false},
		{"", false},
	}
	for _, test := range tests {
		if got := static.Leaked(test.password); got != test.want {
			t.Errorf("%q: got %v, want %v", test.password, got, test.want)
		}
	}
}
