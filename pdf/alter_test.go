package pdf

import (
	"bytes"
	"fmt"
	"testing"
)

// Altered is a file of Draw in which another text stands for one, packed or not, and all else is as it should be.
func Altered(t testing.TB, file []byte, old, other string) []byte {
	t.Helper()
	p, err := takeApart(file)
	if err != nil {
		t.Fatal(err)
	}
	r := &reading{parts: p, left: maxUnpacked}
	if err := r.load(); err != nil {
		t.Fatal(err)
	}
	o := newOutput()
	found := 0
	for i, object := range p.objects {
		content := r.streams[i]
		switch {
		case bytes.Contains(object, []byte(old)):
			p.objects[i] = bytes.ReplaceAll(object, []byte(old), []byte(other))
		case bytes.Contains(content, []byte(old)):
			packed := o.shrink(bytes.ReplaceAll(content, []byte(old), []byte(other)))
			r.dicts[i].set("Length", fmt.Sprint(len(packed)))
			p.objects[i] = fmt.Appendf(nil, "%d 0 obj\n%sstream\n%s%s", i+1, r.dicts[i].bytes(), packed, streamEnd)
		default:
			continue
		}
		found++
	}
	if found == 0 {
		t.Fatalf("%q is not in the file", old)
	}
	out, _ := p.join()
	return bytes.Clone(out)
}

// Grown is a file of Draw with one more object, which nothing leads to.
func Grown(t testing.TB, file []byte) []byte {
	t.Helper()
	p, err := takeApart(file)
	if err != nil {
		t.Fatal(err)
	}
	p.trailer = bytes.Replace(p.trailer, fmt.Appendf(nil, "/Size %d", len(p.objects)+1), fmt.Appendf(nil, "/Size %d", len(p.objects)+2), 1)
	p.add([]byte("<</Type/Metadata>>\n"))
	out, _ := p.join()
	return bytes.Clone(out)
}
