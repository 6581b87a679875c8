package pdf

import (
	"crypto"
	"encoding/hex"
	"testing"
)

// Resign signs a sealed file again as it is now: what only who has the key can do.
func Resign(t testing.TB, file []byte, s Signature) {
	t.Helper()
	place, err := findSeal(file)
	if err != nil {
		t.Fatal(err)
	}
	signed, value, err := s.sign(place.sum(file, crypto.SHA256))
	if err != nil {
		t.Fatal(err)
	}
	contents, err := encodeSeal(s.Chain, signed, value, nil)
	if err != nil {
		t.Fatal(err)
	}
	clear(place.contents)
	room := (place.to - place.from - 2) / 2
	hex.Encode(file[place.from+1:], append(contents, make([]byte, room-len(contents))...))
}
