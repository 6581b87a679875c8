package sealed

import (
	"bytes"
	"context"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// Append writes entries at the end of a meeting's record, sealed.
func (s *Store) Append(ctx context.Context, id string, after int, entries []meeting.Entry) error {
	if err := store.CheckAppend(id, after, entries); err != nil {
		return err
	}
	if id == store.Installation {
		return fmt.Errorf("no meeting may be called %s", id)
	}
	key, err := s.key(ctx, id, true)
	if err != nil {
		return err
	}
	sealed := make([]meeting.Entry, len(entries))
	for i, entry := range entries {
		sealed[i] = closed(key, id, entry)
	}
	return s.inner.Append(ctx, id, after, sealed)
}

// Read visits the entries above after. Those of a meeting that was erased say nothing but their place in the chain.
func (s *Store) Read(ctx context.Context, id string, after int, visit func(meeting.Entry) error) error {
	var key cipher.AEAD
	erased := false
	return s.inner.Read(ctx, id, after, func(e meeting.Entry) error {
		if e.Kind != store.SealedEntry || erased {
			return visit(e.Veil()) // in a record that this package wrote nothing else shows more
		}
		if key == nil {
			var err error
			switch key, err = s.key(ctx, id, false); {
			case errors.Is(err, store.ErrErased):
				erased = true
				return visit(e.Veil())
			case errors.Is(err, store.ErrNotFound):
				return fmt.Errorf("meeting %s: %w: its data key is missing", id, store.ErrDamaged)
			case err != nil:
				return err
			}
		}
		opened, err := open(key, id, e)
		if err != nil {
			return fmt.Errorf("meeting %s, entry %d: %w: %w", id, e.Number, store.ErrDamaged, err)
		}
		return visit(opened)
	})
}

// What each sealed entry shows in place of its own, because the record's form asks for it.
const (
	noTime    = "0001-01-01T00:00:00.000Z"
	noCommand = "-"
)

var noSalt = make(meeting.Hash, meeting.SaltSize)

// closed is the entry with all sealed but its number, commit and fingerprint. One that says nothing stays as it is.
func closed(key cipher.AEAD, id string, e meeting.Entry) meeting.Entry {
	if e.Hidden() {
		return e
	}
	words := e
	words.Commit, words.Fingerprint = nil, nil
	sealed := key.Seal(nil, nil, words.Line(), placeOf(id, e))
	body := make([]byte, 0, base64.StdEncoding.EncodedLen(len(sealed))+len(`{"sealed":""}`))
	body = append(body, `{"sealed":"`...)
	body = append(base64.StdEncoding.AppendEncode(body, sealed), `"}`...)
	return meeting.Entry{At: noTime, Body: body, Command: noCommand, Commit: e.Commit, Fingerprint: e.Fingerprint,
		Kind: store.SealedEntry, Number: e.Number, Salt: noSalt}
}

// open is the entry that was sealed.
func open(key cipher.AEAD, id string, e meeting.Entry) (meeting.Entry, error) {
	text, begins := bytes.CutPrefix(e.Body, []byte(`{"sealed":"`))
	text, ends := bytes.CutSuffix(text, []byte(`"}`))
	sealed, err := base64.StdEncoding.AppendDecode(nil, text)
	if err != nil || !begins || !ends {
		return e, errors.New("it is not in the form of what is sealed")
	}
	words, err := key.Open(nil, nil, sealed, placeOf(id, e))
	if err != nil {
		return e, errors.New("its seal is broken, or it stood elsewhere")
	}
	opened, err := meeting.ParseWords(words, e.Commit, e.Fingerprint)
	if err != nil || opened.Number != e.Number {
		return e, errors.New("what is sealed in it is no entry")
	}
	return opened, nil
}

// placeOf binds what is sealed to its meeting and its place in the chain.
func placeOf(id string, e meeting.Entry) []byte {
	return parts("entry", []byte(id), binary.BigEndian.AppendUint64(nil, uint64(e.Number)), e.Commit, e.Fingerprint)
}

// parts are bytes that no other parts have, each behind its length.
func parts(what string, all ...[]byte) []byte {
	joined := []byte("strategyroom sealed " + what + " 1")
	for _, part := range all {
		joined = append(binary.BigEndian.AppendUint64(joined, uint64(len(part))), part...)
	}
	return joined
}
