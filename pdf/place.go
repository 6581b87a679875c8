package pdf

import (
	"bytes"
	"crypto"
	"encoding/hex"
	"fmt"
	"strconv"
)

// maxContents is how many digits a signature may have with all its certificates and the zeros that fill it up. Who makes
// up a longer one would only keep the reader busy.
const maxContents = 128 << 10

// A place is where the seal stands in a file.
type place struct {
	object   int // the number of its dictionary
	from, to int // the signature with its angle brackets, all that it does not cover
	contents []byte
}

// findSeal finds the one seal of a file by its opening, and sees that it covers all but itself.
func findSeal(file []byte) (place, error) {
	at := bytes.Index(file, []byte(sealOpening))
	switch {
	case at < 0:
		return place{}, noSeal(file)
	case bytes.Count(file, []byte(sealOpening)) > 1:
		return place{}, fault(Second, "the file holds a second signature")
	}
	ranges, rest, ok := bytes.Cut(file[at+len(sealOpening):], []byte("]\n"+sealMiddle))
	if len(file) < at+len(sealOpening)+rangeLength+len("]\n"+sealMiddle) {
		return place{}, fault(Cut, "the end of the file is missing")
	}
	var p place
	var zero, length int
	n, _ := fmt.Sscanf(string(ranges[:min(len(ranges), rangeLength)]), "%d %d %d %d", &zero, &p.from, &p.to, &length)
	if canonical := fmt.Sprintf("%-*s", rangeLength, fmt.Sprintf("%d %d %d %d", zero, p.from, p.to, length)); !ok || n != 4 ||
		canonical != string(ranges) {
		return place{}, fault(Damaged, "the seal itself was changed: what it covers cannot be read")
	}
	start := len(file) - len(rest) - 1
	digits := bytes.IndexByte(rest, '>')
	switch {
	case digits < 0 || p.to+length > len(file) && file[len(file)-1] != '\n':
		return place{}, fault(Cut, "the end of the file is missing")
	case zero != 0 || p.from != start || p.to != start+1+digits+1 || length < 0:
		return place{}, fault(Partial, "the seal covers only part of the file: bytes %d to %d and %d to %d, but its signature is in bytes %d to %d",
			zero, p.from-1, p.to, p.to+length-1, start, start+1+digits)
	case p.to+length > len(file):
		return place{}, fault(Cut, "the end of the file is missing: it had %d bytes and has %d", p.to+length, len(file))
	case p.to+length < len(file):
		return place{}, behind(file, p.to+length)
	}
	number := file[:at]
	number = bytes.TrimSuffix(number, []byte(" 0 obj\n"))
	p.object, _ = strconv.Atoi(string(number[bytes.LastIndexByte(number, '\n')+1:]))
	if p.contents, ok = unpad(rest[:digits]); !ok {
		return place{}, fault(Damaged, "the seal itself was changed: bytes %d to %d are not a signature and zeros", start+1, start+digits)
	}
	return p, nil
}

// noSeal tells a file that never had a seal from one whose seal was destroyed.
func noSeal(file []byte) error {
	for _, trace := range []string{"<<\n/Type /Sig\n/Filter /Adobe.PPKLite", "/SubFilter /ETSI.CAdES.detached\n/ByteRange [0 "} {
		if bytes.Contains(file, []byte(trace)) {
			return fault(Damaged, "the seal itself was changed: its beginning cannot be read")
		}
	}
	switch {
	case !bytes.Contains(file[max(0, len(file)-1024):], []byte("%%EOF")):
		return fault(Cut, "the end of the file is missing")
	case bytes.Contains(file, []byte("/ByteRange")):
		return fault(Foreign, "the file has a signature, but not a seal of Strategy Room")
	}
	return fault(Unsealed, "there is no seal in this file")
}

// behind says what follows a seal that covers the file up to end.
func behind(file []byte, end int) error {
	switch added := file[end:]; {
	case !bytes.HasSuffix(file[:end], []byte("%%EOF\n")):
		return fault(Partial, "the seal covers only part of the file: it ends at byte %d of %d", end, len(file))
	case bytes.Contains(added, []byte("/ByteRange")):
		return fault(Second, "the file holds a second signature: it was added behind the seal, in bytes %d to %d", end, len(file)-1)
	default:
		return fault(Added, "something was added behind the seal: %d bytes, from byte %d on", len(added), end)
	}
}

// unpad decodes a signature and takes off the zeros that fill up its place. There is one way to write it: in small
// letters, with zeros that begin where the signature says that it ends.
func unpad(digits []byte) (signature []byte, ok bool) {
	var start [5]byte
	if len(digits) > maxContents || len(digits) < 2*len(start) {
		return nil, false
	}
	if _, err := hex.Decode(start[:], digits[:2*len(start)]); err != nil {
		return nil, false
	}
	length := 0
	switch start[1] { // how many bytes say how many follow
	case 0x81:
		length = 3 + int(start[2])
	case 0x82:
		length = 4 + int(start[2])<<8 + int(start[3])
	}
	if length == 0 || 2*length > len(digits) {
		return nil, false
	}
	signature = make([]byte, length)
	_, err := hex.Decode(signature, digits[:2*length])
	again := hex.AppendEncode(nil, signature)
	return signature, err == nil && bytes.Equal(again, digits[:2*length]) && len(bytes.Trim(digits[2*length:], "0")) == 0
}

// sum is the hash of all that a seal covers.
func (p place) sum(file []byte, hash crypto.Hash) []byte {
	return sum(hash, file[:p.from], file[p.to:])
}
