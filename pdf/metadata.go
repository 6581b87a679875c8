package pdf

import (
	"bytes"
	"encoding/xml"
	"fmt"

	"strategyroom/meeting"
)

// metadata is what programs that sort files read: the properties again, as XMP, without a date.
func (p *pen) metadata(doc meeting.Document, language string) []byte {
	var out bytes.Buffer
	out.WriteString("<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n" +
		"<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"" +
		" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n<dc:format>application/pdf</dc:format>\n")
	for _, property := range []struct{ name, list, item, text string }{
		{"title", "Alt", " xml:lang=\"x-default\"", doc.Title},
		{"creator", "Seq", "", doc.Organisation},
		{"description", "Alt", " xml:lang=\"x-default\"", doc.Reference},
		{"language", "Bag", "", language},
	} {
		if property.text == "" {
			continue
		}
		fmt.Fprintf(&out, "<dc:%s><rdf:%s><rdf:li%s>", property.name, property.list, property.item)
		xml.EscapeText(&out, []byte(p.label(property.text))) // into memory, which does not fail
		fmt.Fprintf(&out, "</rdf:li></rdf:%s></dc:%s>\n", property.list, property.name)
	}
	fmt.Fprintf(&out, "<pdf:Producer>%s</pdf:Producer>\n<xmp:CreatorTool>%[1]s</xmp:CreatorTool>\n"+
		"</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>", program)
	return out.Bytes()
}
