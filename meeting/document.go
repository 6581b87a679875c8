package meeting

// Document is the minutes, or part of them, before they are drawn: what stands where, in which order, and nothing of
// how it looks. The PDF, the HTML minutes and the room without script all draw this one. Texts are plain; line breaks
// in them are kept.
type Document struct {
	Wording      int      `json:"wording"`                // see Wording
	Language     string   `json:"language"`               // BCP 47: "en-GB"
	Organisation string   `json:"organisation,omitempty"` // who convened, above the title
	Title        string   `json:"title"`
	Subtitle     string   `json:"subtitle,omitempty"`
	Reference    string   `json:"reference"`
	Marking      string   `json:"marking"`           // at the top and bottom of every page
	Notices      []string `json:"notices,omitempty"` // on every page beside the marking: "Draft", "Rehearsal: no real names"
	Number       int      `json:"number"`            // the entry that the document ends at
	Fingerprint  Hash     `json:"fingerprint"`       // of that entry; on paper "check code"
	Blocks       []Block  `json:"blocks"`
	Text         int      `json:"text,omitempty"` // how many blocks, from the first, are what people sign; the others follow it
}

// Wording counts the ways in which the minutes have put a record into words. It goes up when a release words anything
// otherwise: what was signed under another is compared with the text attached to it, not with the record made into
// words anew.
const Wording = 1

// Block is one piece of a document: exactly one of its fields is set.
type Block struct {
	Heading   *Heading   `json:"heading,omitempty"`
	Paragraph *Paragraph `json:"paragraph,omitempty"`
	Facts     []Fact     `json:"facts,omitempty"`
	Table     *Table     `json:"table,omitempty"`
	SignOff   *SignOff   `json:"signOff,omitempty"`
	Box       *Box       `json:"box,omitempty"`
}

// Heading opens a part (level 2) or an item (level 3; the title is level 1). It is kept with what follows.
type Heading struct {
	Level  int    `json:"level"`
	Number string `json:"number,omitempty"` // "5", printed before the text
	Text   string `json:"text"`
	ID     string `json:"id"` // unique in the document, safe in an address
}

// Paragraph is a piece of running text with, where they matter, a lead in bold and who wrote it when.
type Paragraph struct {
	ID     string  `json:"id,omitempty"`     // of what may be corrected: "note-i5-3", "D1-reasons"; unique in the document
	Lead   string  `json:"lead,omitempty"`   // "Answer", "D1"
	Text   string  `json:"text"`             // may be long and have line breaks
	Byline string  `json:"byline,omitempty"` // "PS Patel, police, 16:07 GMT"
	Marks  []Range `json:"marks,omitempty"`  // the words of Text that changed, in bold, in order
}

// Range is a stretch of a text in UTF-16 units; To is behind its last unit.
type Range struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// SignOff is one person's box: at the left who they are, at the right what they did or that they did not reply, and
// below over the whole width what they disagree with.
type SignOff struct {
	Name      string   `json:"name"`
	About     []string `json:"about"` // role, agency; a line each
	Done      []string `json:"done"`  // "Electronically signed (typed name)", when, how they were known; or "No reply by …"
	Disagrees string   `json:"disagrees,omitempty"`
}

// Box is a notice in a thick frame: about the organisation's seal.
type Box struct {
	Lead  string   `json:"lead"`
	Lines []string `json:"lines"`
}

// Fact is one row of a list of names and values.
type Fact struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// Table has a heading row and rows of as many cells. Widths are the columns' shares of the page's width.
type Table struct {
	Caption string     `json:"caption,omitempty"` // for readers of the HTML who cannot see the heading above
	Head    []string   `json:"head"`
	Widths  []int      `json:"widths"`
	Rows    [][]string `json:"rows"`
}
