package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"strategyroom/server/provider"
)

func TestSettingsAreRefused(t *testing.T) {
	const right = "id: council\nname: Example Council\nissuer: https://login.example.org\nclient-id: room\nclient-secret-file: %s\n"
	tests := []struct {
		name, settings string
		mode           os.FileMode
		want           string // empty: taken
	}{
		{"right", right, 0o600, ""},
		{"a key that is not known", right + "scopes: email\n", 0o600, "not as it should be"},
		{"no client", strings.Replace(right, "client-id: room\n", "", 1), 0o600, "it needs id"},
		{"an id that fits no address", strings.Replace(right, "id: council", "id: The Council", 1), 0o600, "it needs id"},
		{"in the clear", strings.Replace(right, "https:", "http:", 1), 0o600, "https"},
		{"a secret that others can read", right, 0o640, "can be read by others"},
	}
	for _, test := range tests {
		folder := t.TempDir()
		secret, settings := filepath.Join(folder, "secret"), filepath.Join(folder, "service.yaml")
		if err := os.WriteFile(secret, []byte("client secret\n"), test.mode); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(settings, []byte(fmt.Sprintf(test.settings, secret)), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := provider.Read(settings, "http://localhost:8080", time.Now)
		if got := fmt.Sprint(err); test.want == "" && err != nil || test.want != "" && !strings.Contains(got, test.want) {
			t.Errorf("%s: got %s, want %q", test.name, got, test.want)
		}
	}
	if _, err := provider.Read("nowhere.yaml", "http://localhost:8080", time.Now); err == nil {
		t.Error("a file that is not there was taken")
	}
}
