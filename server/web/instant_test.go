package web_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// TestOnlyOneAtTheSameInstant has twenty use a code to sign, and twenty a copy's link, together: one comes through.
func TestOnlyOneAtTheSameInstant(t *testing.T) {
	signs := openOffice(t).signing()
	code := signs.code("Pat")
	closed := openOffice(t).closed()
	_, token, _ := strings.Cut(closed.copyLink(closed.gives(toSchool)), "#")
	for _, test := range []struct {
		name string
		by   someone
		path string
		body func(i int) string
		want int // the status of who comes through
	}{
		{"a code to sign", *signs.guests["Pat"], signs.at + "/signatures",
			func(i int) string { return signature(fmt.Sprint("s", i), "Pat Sample", code, "") }, 201},
		{"a copy's link", someone{office: closed.office}, "/api/session", func(int) string { return fmt.Sprintf(`{"token":%q}`, token) }, 200},
	} {
		var came sync.WaitGroup
		var through atomic.Int64
		begin := make(chan struct{})
		for i := range 20 {
			by := test.by
			came.Go(func() {
				<-begin
				if status, _ := by.call("POST", test.path, test.body(i)); status == test.want {
					through.Add(1)
				}
			})
		}
		close(begin)
		came.Wait()
		if got := through.Load(); got != 1 {
			t.Errorf("%s: %d of 20 came through, want 1", test.name, got)
		}
		by := test.by
		if status, said := by.call("POST", test.path, test.body(20)); status < 400 {
			t.Errorf("%s later: got %d %v, want a refusal", test.name, status, said)
		}
	}
}
