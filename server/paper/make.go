package paper

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"

	"strategyroom/meeting"
	"strategyroom/pdf"
	"strategyroom/server/room"
)

// The files that a sealed PDF carries.
const (
	Record  = "record.jsonl" // the record up to the entry that the paper is made of, one entry a line
	Minutes = "minutes.json" // the document that the pages show, canonical JSON
)

// make draws, seals, checks and keeps a paper, and writes it down.
func (p *Papers) make(ctx context.Context, at *room.Room, of paper) ([]byte, error) {
	done, err := p.turn()
	if err != nil {
		return nil, err
	}
	defer done()
	if p.Keys == nil {
		return nil, errors.New("there are no keys to seal with")
	}
	drawn, organisation, err := p.draw(ctx, at, of)
	if err != nil {
		return nil, err
	}
	signature, err := p.Keys.Signature(p.Now())
	if err != nil {
		return nil, err
	}
	signature.Stamp = p.Stamp
	if signature.Name == "" {
		signature.Name = organisation
	}
	sealed, err := pdf.Seal(drawn, signature)
	if err != nil {
		return nil, err
	}
	if sealed.StampError != nil {
		p.Log.Warn("sealed without independent time; it can be sealed again later", "meeting", of.meeting, "file", of.name, "error", sealed.StampError)
	}
	sum, err := p.keep(ctx, of, sealed.File, signature.Chain)
	if err != nil {
		return nil, err
	}
	said := map[string]any{"file": of.name, "sha256": meeting.Hash(sum[:]), "entries": of.entries, "certificate": certificateHash(signature.Chain[0])}
	if !sealed.Stamped.IsZero() {
		said["stamped"] = sealed.Stamped.UTC().Format(meeting.TimeFormat)
	}
	body, err := json.Marshal(said)
	if err != nil {
		return nil, err
	}
	_, err = at.Write(ctx, "", meeting.Command{ID: fmt.Sprintf("server/seal/%x", sum), Kind: "seal", Body: body})
	return sealed.File, err
}

func certificateHash(c *x509.Certificate) meeting.Hash {
	sum := sha256.Sum256(c.Raw)
	return sum[:]
}

// draw makes the PDF from the record up to the paper's entry, and says whose document it is.
func (p *Papers) draw(ctx context.Context, at *room.Room, of paper) (file []byte, organisation string, err error) {
	m := meeting.New()
	var record bytes.Buffer
	err = at.Entries(ctx, of.entries, func(e meeting.Entry) error {
		if err := m.Apply(e); err != nil {
			return err
		}
		if of.shows != nil && !of.shows(e) {
			e = e.Veil()
		}
		record.Write(append(e.Line(), '\n'))
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	doc, found := of.document(m)
	if !found {
		return nil, "", errors.New("the record does not come to this document")
	}
	words, err := meeting.Canonical(doc)
	if err != nil {
		return nil, "", err
	}
	file, err = pdf.Draw(doc, p.Fonts,
		pdf.Attachment{Name: Record, Type: "application/x-ndjson", Description: "The record of the meeting, one entry a line", Relation: "Source", Data: record.Bytes()},
		pdf.Attachment{Name: Minutes, Type: "application/json", Description: "The text of these pages", Relation: "Data", Data: words})
	return file, doc.Organisation, err
}

// keep checks a sealed file as a stranger would and stores it.
func (p *Papers) keep(ctx context.Context, of paper, file []byte, chain []*x509.Certificate) (sum [sha256.Size]byte, err error) {
	checked, err := Check(file, chain[len(chain)-1:])
	if err != nil {
		return sum, fmt.Errorf("what was sealed does not pass the check: %w", err)
	}
	return checked.Sum, p.store(ctx, of, checked.Sum, file)
}
