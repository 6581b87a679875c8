package pdf

import "fmt"

// A Fault is why a file does not pass Check, in words for a manager: "the file holds a second signature".
type Fault struct {
	Code  Code
	Words string
}

func (f *Fault) Error() string { return f.Words }

// A Code is a kind of fault.
type Code string

// What can be wrong. Of the first three it cannot be told whether anything was altered.
const (
	NotPDF   Code = "not-pdf"
	Unsealed Code = "unsealed" // there never was a seal in it
	Foreign  Code = "foreign"  // sealed, or put together, by another program

	Cut        Code = "cut"              // its end is missing
	Added      Code = "added"            // something stands behind the seal
	Second     Code = "second-signature" // more than one signature
	Partial    Code = "partial"          // the seal does not cover all of it
	Changed    Code = "changed"          // what the seal covers was changed
	Damaged    Code = "damaged"          // the seal itself was changed
	Changeable Code = "changeable"       // the seal permits changes
	OtherRoot  Code = "other-root"       // sealed by somebody else
	OutOfDate  Code = "out-of-date"      // sealed when the certificate was not valid
	Unfit      Code = "unfit"            // sealed by a certificate that is not for sealing
)

// Altered says whether the file is not what was sealed, or not by whom it should be; else it cannot be told.
func (f *Fault) Altered() bool { return f.Code != NotPDF && f.Code != Unsealed && f.Code != Foreign }

func fault(code Code, format string, values ...any) error {
	return &Fault{code, fmt.Sprintf(format, values...)}
}
