package meeting

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"
)

// TextHash is what a signature signs: the SHA-256 of the canonical JSON of a document without its notices and without
// what follows its text.
func TextHash(doc Document) Hash {
	if doc.Text > 0 {
		doc.Blocks = doc.Blocks[:doc.Text]
	}
	doc.Text, doc.Notices = 0, nil
	canonical, err := Canonical(doc)
	if err != nil { // documents are plain text
		panic("meeting: a document without JSON: " + err.Error())
	}
	hash := sha256.Sum256(canonical)
	return hash[:]
}

// signOff is a box for each person, and one about the seal once the minutes are final.
func (w *writer) signOff() {
	v := w.Version()
	if v == nil || v.SignBy == "" || w.Stage != Signing && w.Stage != Final {
		return
	}
	w.heading(2, "", "Sign-off", "sign-off")
	w.paragraph("", fmt.Sprintf("Each person below who signed had the whole of version %d before them, typed their name and showed again who they are. "+
		"All signed the same version, check code %s.", len(w.Versions), v.Fingerprint), "")
	for _, early := range v.Early {
		w.paragraph("Corrections not waited for until "+dayWords(early.Date), early.Reason, w.byOn(early.Made))
	}
	for _, id := range w.Signers() {
		at := w.Attendees[id]
		box := SignOff{Name: at.Name, About: []string{join(roleNames[at.Role], at.Position), at.Agency.Name}, Done: w.signedWords(id, v)}
		if s := w.Signed(id); s != nil && !s.Agree {
			box.Disagrees = s.Disagreement
		}
		w.document.Blocks = append(w.document.Blocks, Block{SignOff: &box})
	}
	if v.Final != nil {
		w.paragraph("Made final", or(v.Final.Reason, "The time set for signing was over, or everybody had signed."), w.byOn(v.Final.Made))
		w.sealBox()
	}
}

func (w *writer) signedWords(id string, v *Version) []string {
	s := w.Signed(id)
	switch {
	case s == nil && !w.Awaited(id):
		return []string{"Not asked to sign: may not attend"}
	case s == nil && v.Final != nil && v.Final.Reason == "":
		return []string{"No reply by " + dayWords(v.SignBy)}
	case s == nil && v.Final != nil:
		return []string{"No reply by " + w.moment(v.Final.At), "Asked until " + dayWords(v.SignBy)}
	case s == nil:
		return []string{"Not signed yet", "Asked until " + dayWords(v.SignBy)}
	}
	how := confirmedWords[s.Confirmed.How]
	if s.Confirmed.How == ByAccount {
		how += ", " + w.moment(s.Confirmed.At)
	}
	code := s.code()
	if w.hashless {
		code = strconv.Itoa(s.Number)
	}
	words := []string{"Electronically signed (typed name)", w.moment(s.At), how, "Signature " + code}
	if s.Spoken {
		words = append(words, "Confirms what was written in their name")
	}
	if !s.Agree {
		words = append(words, "Attended and disagrees, see below")
	}
	return words
}

// code names a signature on paper: the entry that holds it, and the beginning of the statement's hash.
func (s *Signature) code() string {
	return strconv.Itoa(s.Number) + "-" + strings.ToUpper(s.Statement.String()[:8])
}

func (w *writer) sealBox() {
	w.document.Blocks = append(w.document.Blocks, Block{Box: &Box{Lead: strings.TrimSpace("Sealed by " + w.document.Organisation),
		Lines: []string{"The seal is the organisation’s electronic seal over this whole file. Any later change breaks it.",
			"How to check it, without our service, is set out under “How to check this document”."}}})
}

// howToCheck is how anybody finds out whether a document is whole.
func (w *writer) howToCheck() {
	w.heading(2, "", "How to check this document", "check")
	w.paragraph("With our program", "strategyroom verify FILE says, without a network, whether the seal covers the whole file and leads to the root certificate, whether "+
		"the record attached is unbroken, whether it holds what was signed, and whether these pages say what it says.", "")
	w.paragraph("Without it", "The file carries a signature by the PAdES standard (ETSI.CAdES.detached), with certification: pdfsig, openssl cms and Adobe Acrobat "+
		"check it against the root certificate, which the organisation gives out, and whose fingerprint should come to you by another way than this file.", "")
	w.paragraph("What is attached", "record.jsonl is the record of the meeting, one entry a line, as far as the reader of this copy may see it. minutes.json is the text of "+
		"these pages. The page /verify of any Strategy Room checks a record in the browser.", "")
	w.paragraph("The check code", "stands for everything saved up to its number. Keep it: should the record ever be written anew, it would have another.", "")
}

// endOfSheet ends a document that stands alone.
func (w *writer) endOfSheet() {
	w.sealBox()
	w.heading(2, "", "How to check this document", "check")
	w.facts(Fact{"Entries", strconv.Itoa(w.number)}, Fact{"Check code", w.fingerprint.String()})
	w.paragraph("", "strategyroom verify FILE says, without a network, whether anything was changed. pdfsig, openssl cms and Adobe Acrobat check the seal against the "+
		"root certificate, which the organisation gives out.", "")
}
