package static

import (
	"io/fs"
	"strings"
	"sync"
)

// leaked are the passwords, a line each in small letters, with a line's end before the first; empty where nothing is built.
var leaked = sync.OnceValue(func() string {
	list, _ := fs.ReadFile(Files, "passwords.txt")
	return string(list)
})

// Leaked reports whether a password, of 12 characters or more and in any case, is among those that were leaked most often
// elsewhere: whoever guesses tries them first.
func Leaked(password string) bool {
	return !strings.Contains(password, "\n") && strings.Contains(leaked(), "\n"+strings.ToLower(password)+"\n")
}
