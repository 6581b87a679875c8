package pdf

import (
	"bytes"
	"encoding/xml"
	"fmt"

	"strategyroom/meeting"
)

// A properties is what a file says of itself, without opening a page.
type properties struct{ title, organisation, reference, language string }

// properties are those of a document, in letters that a PDF can have there.
func (p *pen) properties(doc meeting.Document) properties {
	return properties{p.label(doc.Title), p.label(doc.Organisation), p.label(doc.Reference), languageOf(doc)}
}

// languageOf is the document's language, or that of "Page 1 of 2" where it names none.
func languageOf(doc meeting.Document) string {
	if languageTag.MatchString(doc.Language) {
		return doc.Language
	}
	return "en-GB"
}

// metadata is what programs that sort files read: the properties again, as XMP, without a date.
func (p properties) metadata() []byte {
	var out bytes.Buffer
	out.WriteString("<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n" +
		"<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"" +
		" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n<dc:format>application/pdf</dc:format>\n")
	for _, property := range []struct{ name, list, item, text string }{
		{"title", "Alt", " xml:lang=\"x-default\"", p.title},
		{"creator", "Seq", "", p.organisation},
		{"description", "Alt", " xml:lang=\"x-default\"", p.reference},
		{"language", "Bag", "", p.language},
	} {
		if property.text == "" {
			continue
		}
		fmt.Fprintf(&out, "<dc:%s><rdf:%s><rdf:li%s>", property.name, property.list, property.item)
		xml.EscapeText(&out, []byte(property.text)) // into memory, which does not fail
		fmt.Fprintf(&out, "</rdf:li></rdf:%s></dc:%s>\n", property.list, property.name)
	}
	fmt.Fprintf(&out, "<pdf:Producer>%s</pdf:Producer>\n<xmp:CreatorTool>%[1]s</xmp:CreatorTool>\n"+
		"</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>", program)
	return out.Bytes()
}
