package paper

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	"strategyroom/server/store"
)

// sealedPart is the kind of the documents that files are kept in, in parts, because a document has at most
// store.MaxBody.
const sealedPart = "paper"

func partID(of paper, sum []byte, part int) string {
	return fmt.Sprintf("%s/%s/%x/%d", of.meeting, of.name, sum, part)
}

// store keeps a file. What is there already is the same, since its name has its hash.
func (p *Papers) store(ctx context.Context, of paper, sum [sha256.Size]byte, file []byte) error {
	for part := 0; ; part++ {
		body := file[:min(len(file), store.MaxBody)]
		file = file[len(body):]
		_, err := p.Store.Put(ctx, store.Document{Kind: sealedPart, ID: partID(of, sum[:], part), Body: body})
		if err != nil && !errors.Is(err, store.ErrConflict) {
			return err
		}
		if len(body) < store.MaxBody { // an empty last part says that there is no other
			return nil
		}
	}
}

// kept is a file as the record names it. ErrNotFound where it is missing, ErrDamaged where it is another.
func (p *Papers) kept(ctx context.Context, of paper) ([]byte, error) {
	var file []byte
	for part := 0; ; part++ {
		doc, err := p.Store.Get(ctx, sealedPart, partID(of, of.seal.SHA256, part))
		if err != nil {
			return nil, err
		}
		file = append(file, doc.Body...)
		if len(doc.Body) < store.MaxBody {
			break
		}
	}
	if sum := sha256.Sum256(file); string(sum[:]) != string(of.seal.SHA256) {
		return nil, fmt.Errorf("%w: %s of %s", store.ErrDamaged, of.name, of.meeting)
	}
	return file, nil
}

// Owner is the meeting that a document of this package belongs to and goes with when it is erased; "" for others.
func Owner(kind, id string) (meeting string) {
	if kind == sealedPart {
		meeting, _, _ = strings.Cut(id, "/")
	}
	return meeting
}
