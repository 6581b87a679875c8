package pdf

import (
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// A Signature is what an organisation seals a file with.
type Signature struct {
	Signer crypto.Signer       // RSA from 2048 bits, or ECDSA on P-256 or P-384
	Chain  []*x509.Certificate // of the signer first, each issued by the next; as far up as readers are to see
	Name   string              // who seals, as readers of PDF show it
	Reason string              // and why
	At     time.Time           // by the clock of who seals; to the second

	// Stamp returns an RFC 3161 time-stamp token, DER, for the SHA-256 of a signature value. Nil for none.
	Stamp func(value []byte) ([]byte, error)
}

// Sealed is a file with its seal.
type Sealed struct {
	File       []byte
	Stamped    time.Time // by the time-stamp; zero where there is none
	StampError error     // why there is none although one was asked for
}

// The seal's dictionary begins so. Its /Contents come first, so that what stands between the two ranges can be found
// without reading the rest.
const (
	sealOpening = "<<\n/Type /Sig\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.CAdES.detached\n/ByteRange ["
	sealMiddle  = "/Contents <"
	rangeLength = 42 // three numbers of up to ten digits, the zero before them, and spaces
)

// noChange is the reference of a signature that certifies the file and permits nothing to be changed in it.
const noChange = "[<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P 1 /V /1.2 >> >>]"

func formOf(field int) string      { return fmt.Sprintf("<< /Fields [%d 0 R] /SigFlags 3 >>", field) }
func permissionOf(seal int) string { return fmt.Sprintf("<< /DocMDP %d 0 R >>", seal) }

// Seal certifies a file of Draw: one PAdES signature that permits no change (DocMDP P=1), written into the file's only
// revision. A time-stamp that cannot be had does not fail the seal. The error is about the certificates or a file that
// is not of Draw's making, or has been sealed.
func Seal(file []byte, s Signature) (Sealed, error) {
	if err := s.fits(); err != nil {
		return Sealed{}, fmt.Errorf("pdf: %w", err)
	}
	p, err := takeApart(file)
	if err != nil {
		return Sealed{}, fmt.Errorf("pdf: seal: %w", err)
	}
	room := 1024 + 2*len(s.Chain[0].RawIssuer) // bytes for everything but certificates and token
	for _, c := range s.Chain {
		room += len(c.Raw)
	}
	if s.Stamp != nil {
		room += maxToken
	}
	if 2*room > maxContents {
		return Sealed{}, errors.New("pdf: seal: the certificates take more room than a seal may")
	}
	number, err := p.addSeal(s, room)
	if err != nil {
		return Sealed{}, fmt.Errorf("pdf: seal: %w", err)
	}
	out, places := p.join()
	dictionary := places[number-1] + len(p.objects[number-1]) - len(p.objects[number-1][sealStart(number):])
	ranges := dictionary + len(sealOpening)
	from := ranges + rangeLength + len("]\n"+sealMiddle) - 1
	to := from + len("<>") + 2*room
	copy(out[ranges:], fmt.Sprintf("%-*s", rangeLength, fmt.Sprintf("0 %d %d %d", from, to, len(out)-to)))

	sum := sha256.New()
	sum.Write(out[:from])
	sum.Write(out[to:])
	signed, value, err := s.sign(sum.Sum(nil))
	if err != nil {
		return Sealed{}, fmt.Errorf("pdf: seal: %w", err)
	}
	var token []byte
	var stamped Stamp
	if s.Stamp != nil {
		if token, stamped, err = s.stamp(value); err != nil {
			s.Stamp = nil // without room for one
			sealed, failed := Seal(file, s)
			sealed.StampError = err
			return sealed, failed
		}
	}
	contents, err := encodeSeal(s.Chain, signed, value, token)
	if err != nil {
		return Sealed{}, fmt.Errorf("pdf: seal: %w", err)
	}
	if len(contents) > room {
		return Sealed{}, errors.New("pdf: seal: a signature that takes more room than it may")
	}
	hex.Encode(out[from+1:], contents)
	return Sealed{File: out, Stamped: stamped.Time}, nil
}

// sealStart is where the dictionary begins in its object.
func sealStart(number int) int { return len(strconv.Itoa(number)) + len(" 0 obj\n") }

// addSeal adds the objects of a seal with that much room for the signature, and returns the number of its dictionary.
func (p *parts) addSeal(s Signature, room int) (int, error) {
	trailer, _, err := readDict(p.trailer)
	if err != nil {
		return 0, err
	}
	root := trailer.reference("Root")
	catalog, err := p.dict(root)
	if err != nil {
		return 0, err
	}
	if catalog.get("AcroForm") != "" || catalog.get("Perms") != "" || catalog.get("Type") != "/Catalog" {
		return 0, errors.New("a file that has been sealed, or that has a form")
	}
	first, page, err := p.firstPage(catalog)
	if err != nil {
		return 0, err
	}
	// The field is an annotation of no size and outside the page: there is nothing to see, and nothing to be read out.
	seal := p.add(fmt.Appendf(nil, "%s%*s]\n%s%s>\n/Reference %s\n/Name %s\n/Reason %s\n/M (%s)\n>>\n",
		sealOpening, rangeLength, "", sealMiddle, strings.Repeat("0", 2*room), noChange, textString(s.Name), textString(s.Reason),
		s.At.UTC().Format(dateForm)))
	field := p.add(fmt.Appendf(nil, "<<\n/Type /Annot\n/Subtype /Widget\n/FT /Sig\n/T (seal)\n/TU (Seal of the organisation)\n"+
		"/V %d 0 R\n/P %d 0 R\n/F 132\n/Rect [-1 -1 -1 -1]\n>>\n", seal, first))
	annots := page.get("Annots")
	if annots == "" {
		annots = "[]"
	}
	open, ok := strings.CutSuffix(annots, "]")
	if !ok {
		return 0, errShape
	}
	page.set("Annots", fmt.Sprintf("%s %d 0 R]", open, field))
	p.replace(first, page)
	catalog.set("AcroForm", formOf(field))
	catalog.set("Perms", permissionOf(seal))
	p.replace(root, catalog)
	trailer.set("Size", strconv.Itoa(len(p.objects)+1))
	p.trailer = trailer.bytes()
	return seal, nil
}

// firstPage is the number and the dictionary of the first page.
func (p *parts) firstPage(catalog dict) (int, dict, error) {
	tree, err := p.dict(catalog.reference("Pages"))
	if err != nil {
		return 0, nil, err
	}
	kids := strings.Fields(strings.Trim(tree.get("Kids"), "[]"))
	if len(kids) < 3 {
		return 0, nil, errShape
	}
	first := reference(strings.Join(kids[:3], " "))
	page, err := p.dict(first)
	if err != nil || page.get("Type") != "/Page" {
		return 0, nil, errShape
	}
	return first, page, nil
}

const dateForm = "D:20060102150405Z"

// textString is a text in UTF-16, as PDF has it outside pages.
func textString(text string) string {
	var out strings.Builder
	out.WriteString("<FEFF")
	for _, unit := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&out, "%04X", unit)
	}
	out.WriteString(">")
	return out.String()
}

// readText reads back what textString wrote; anything else is empty.
func readText(value string) string {
	raw, err := hex.DecodeString(strings.TrimSuffix(strings.TrimPrefix(value, "<"), ">"))
	if err != nil || len(raw) < 2 || len(raw)%2 != 0 {
		return ""
	}
	units := make([]uint16, 0, len(raw)/2)
	for i := 2; i < len(raw); i += 2 {
		units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
	}
	return string(utf16.Decode(units))
}
