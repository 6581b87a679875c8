package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"fmt"
)

// An output is a file on its way: objects one behind the other, then the table of where they are.
type output struct {
	bytes.Buffer
	places []int // of the objects, the first being number 1
	packed bytes.Buffer
	pack   *zlib.Writer
}

// opening is how a file begins; bytes above 127 say that it is no text.
const opening = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"

func newOutput() *output {
	o := &output{}
	o.pack = zlib.NewWriter(&o.packed)
	o.WriteString(opening)
	return o
}

// number is one for a new object.
func (o *output) number() int {
	o.places = append(o.places, 0)
	return len(o.places)
}

func (o *output) begin(number int) {
	o.places[number-1] = o.Len()
	fmt.Fprintf(o, "%d 0 obj\n", number)
}

func (o *output) object(number int, content string) {
	o.begin(number)
	o.WriteString(content)
	o.WriteString("\nendobj\n")
}

const streamEnd = "\nendstream\nendobj\n"

// stream writes an object with content, which the entries of its dictionary describe; packed makes it smaller.
func (o *output) stream(number int, entries string, content []byte, packed bool) {
	if packed {
		content = o.shrink(content)
		entries += "/Filter/FlateDecode"
	}
	o.begin(number)
	fmt.Fprintf(o, "<<%s/Length %d>>\nstream\n", entries, len(content))
	o.Write(content)
	o.WriteString(streamEnd)
}

// shrink makes content smaller; it stays good until the next time.
func (o *output) shrink(content []byte) []byte {
	o.packed.Reset()
	o.pack.Reset(&o.packed)
	o.pack.Write(content) // into memory, which does not fail
	o.pack.Close()
	return o.packed.Bytes()
}

// end closes the file, which is known by the hash of what it says.
func (o *output) end(root, info int) []byte {
	start := o.Len()
	id := sha256.Sum256(o.Bytes())
	fmt.Fprintf(o, "xref\n0 %d\n0000000000 65535 f \n", len(o.places)+1)
	for _, place := range o.places {
		fmt.Fprintf(o, "%010d 00000 n \n", place)
	}
	fmt.Fprintf(o, "trailer\n<<\n/Size %d\n/Root %d 0 R\n/Info %d 0 R\n/ID [<%x> <%[4]x>]\n>>\nstartxref\n%d\n%%%%EOF\n",
		len(o.places)+1, root, info, id[:16], start)
	return o.Bytes()
}
