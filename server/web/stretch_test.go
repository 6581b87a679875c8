package web_test

import (
	"slices"
	"testing"

	"strategyroom/meeting"
	"strategyroom/server/web"
)

func TestStretches(t *testing.T) {
	tests := []struct {
		name, text string
		marks      []meeting.Range
		want       []string // what is marked stands in brackets
	}{
		{"nothing marked", "plain", nil, []string{"plain"}},
		{"empty", "", nil, nil},
		{"at both ends", "a b c", []meeting.Range{{From: 0, To: 1}, {From: 4, To: 5}}, []string{"[a]", " b ", "[c]"}},
		{"one after the other", "the police have it", []meeting.Range{{From: 4, To: 10}, {From: 11, To: 15}}, []string{"the ", "[police have]", " it"}},
		{"behind an emoji, two units", "😀 b", []meeting.Range{{From: 3, To: 4}}, []string{"😀 ", "[b]"}},
		{"beyond the end", "ab", []meeting.Range{{From: 1, To: 9}}, []string{"a", "[b]"}},
	}
	for _, test := range tests {
		var got []string
		for _, s := range web.Stretches(test.text, test.marks) {
			if s.Marked {
				s.Text = "[" + s.Text + "]"
			}
			got = append(got, s.Text)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}
