package meeting

import "crypto/sha256"

// seal is written by the server when it has sealed a PDF: which, and what tells that file from any other.
type seal struct {
	File        string `json:"file"`        // "decisions", "minutes", "addendum-1", "copy-c45"
	SHA256      Hash   `json:"sha256"`      // of the whole file
	Entries     int    `json:"entries"`     // the number that the file's record ends with
	Certificate Hash   `json:"certificate"` // SHA-256 of the certificate that it is sealed with
	Stamped     string `json:"stamped,omitempty"`
}

// Seal is the organisation's seal on a file: the latest, where it was sealed again for a time-stamp. Stamped is the
// independent time, RFC 3339, UTC; absent where there is none.
type Seal struct {
	Made
	SHA256      Hash   `json:"sha256"`
	Entries     int    `json:"entries"`
	Certificate Hash   `json:"certificate"`
	Stamped     string `json:"stamped,omitempty"`
}

func (s *seal) decide(a *asking) (body, *Refusal) {
	a.name("file", &s.File)
	if len(s.SHA256) != sha256.Size || len(s.Certificate) != sha256.Size {
		a.refuse("sha256", "A file and a certificate are named by their SHA-256.")
	}
	if s.Entries < 1 || s.Entries > a.number {
		a.refuse("entries", "The record does not go so far.")
	}
	return s, a.refusal
}

func (s *seal) apply(m *Meeting, e *Entry) error {
	m.touch("seals", s.File)
	m.Seals[s.File] = &Seal{made(e), s.SHA256, s.Entries, s.Certificate, s.Stamped}
	return nil
}
