package sealed

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"strategyroom/server/store"
)

const (
	keySize = 32 // bytes: AES-256
	// fresh is how long a key is used before the store is asked for it again, because another server may have destroyed it.
	fresh    = time.Minute
	mostHeld = 10_000
)

// held is a meeting's key as it was when the store was asked for it; without one the meeting was erased.
type held struct {
	aead cipher.AEAD
	read time.Time
}

// wrapped is what is kept of a data key. Erased where it was destroyed.
type wrapped struct {
	Key    []byte `json:"key,omitempty"`
	Erased bool   `json:"erased,omitempty"`
}

// hold uses the installation's key.
func (s *Store) hold(key []byte) (err error) {
	if s.own, err = seal(key, "documents"); err == nil {
		s.names, err = hkdf.Key(sha256.New, key, nil, "strategyroom names 1", keySize)
	}
	return err
}

// seal is AES-256-GCM with a random nonce before each text, by a key that is made from a data key for one use.
func seal(key []byte, use string) (cipher.AEAD, error) {
	derived, err := hkdf.Key(sha256.New, key, nil, "strategyroom "+use+" 1", keySize)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(derived)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// key is the key of a meeting; of "" the installation's. Where there is none it is made if wanted, else the error is
// store.ErrNotFound. store.ErrErased where it was destroyed. Never store.ErrUnknown: nothing was sealed with it yet.
func (s *Store) key(ctx context.Context, meeting string, wanted bool) (cipher.AEAD, error) {
	if meeting == "" {
		return s.own, nil
	}
	s.mu.Lock()
	known, ok := s.keys[meeting]
	s.mu.Unlock()
	if !ok || time.Since(known.read) >= fresh {
		var err error
		if known, err = s.look(ctx, meeting, wanted); err != nil {
			return nil, err
		}
		known = s.remember(meeting, known)
	}
	if known.aead == nil {
		return nil, fmt.Errorf("meeting %s: %w", meeting, store.ErrErased)
	}
	return known.aead, nil
}

// remember is what is known of a meeting's key from now on. What was read before something else, or before it was erased,
// does not take its place: an erased key that a request was still reading would come back.
func (s *Store) remember(meeting string, read held) held {
	s.mu.Lock()
	defer s.mu.Unlock()
	if kept, ok := s.keys[meeting]; ok && (kept.read.After(read.read) || kept.aead == nil && read.aead != nil) {
		return kept
	}
	if len(s.keys) >= mostHeld {
		maps.DeleteFunc(s.keys, func(_ string, kept held) bool { return kept.aead != nil || time.Since(kept.read) >= fresh })
	}
	s.keys[meeting] = read
	return read
}

// look asks the store for a meeting's key.
func (s *Store) look(ctx context.Context, meeting string, wanted bool) (held, error) {
	now := time.Now()
	kept, err := s.inner.Get(ctx, store.DataKeys, meeting)
	var key []byte
	switch {
	case err == nil:
		key, err = s.readKey(kept)
	case errors.Is(err, store.ErrNotFound) && wanted:
		key, err = s.makeKey(ctx, meeting)
	}
	if errors.Is(err, store.ErrErased) {
		return held{read: now}, nil
	}
	if err != nil {
		return held{}, err
	}
	aead, err := seal(key, "meeting")
	return held{aead, now}, err
}

// readKey unwraps a key.
func (s *Store) readKey(kept store.Document) ([]byte, error) {
	var w wrapped
	if err := json.Unmarshal(kept.Body, &w); err != nil {
		return nil, fmt.Errorf("the data key of %s: %w: it is not in its form", kept.ID, store.ErrDamaged)
	}
	if w.Erased {
		return nil, store.ErrErased
	}
	return s.keyset.unwrap(w.Key, kept.ID)
}

// makeKey makes a key and keeps it, or takes the one that somebody else has made meanwhile. It is wrapped with the keys
// that the file has now, and they stay until it is kept: one that a rotation overlooked would be lost.
func (s *Store) makeKey(ctx context.Context, id string) ([]byte, error) {
	done, err := s.keyset.share(ctx)
	if err != nil {
		return nil, fmt.Errorf("%w: no data key could be made: %w", store.ErrAway, err)
	}
	defer done()
	key := make([]byte, keySize)
	rand.Read(key) // never fails
	doc, err := s.wrap(key, store.Document{Kind: store.DataKeys, ID: id})
	if err != nil {
		return nil, err
	}
	_, err = s.inner.Put(ctx, doc)
	if errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrUnknown) {
		kept, again := s.inner.Get(ctx, store.DataKeys, id)
		if again == nil {
			return s.readKey(kept)
		}
		err = again
		if errors.Is(err, store.ErrNotFound) {
			err = fmt.Errorf("%w: no data key could be made", store.ErrAway)
		}
	}
	if err != nil {
		return nil, err
	}
	return key, nil
}

// wrap is the document with the key in it.
func (s *Store) wrap(key []byte, doc store.Document) (store.Document, error) {
	sealed, err := s.keyset.wrap(key, doc.ID)
	if err != nil {
		return doc, err
	}
	doc.Body, err = json.Marshal(wrapped{Key: sealed})
	return doc, err
}

// Rotate adds a new primary key to the keyset and wraps every data key with it; what is sealed stays as it is. The keys
// before it are dropped from the keyset, unless keep: other servers may still wrap with them. Without keep it adds none
// where there are several, of a rotation that kept them or was cut off, for that may be the one that other servers have:
// it goes on with the primary one. Waits until no data key is being made. Cut off, it can be done again.
func (s *Store) Rotate(ctx context.Context, keep bool) (wrapped int, err error) {
	done, err := s.keyset.lock(ctx)
	if err != nil {
		return 0, err
	}
	defer done()
	if keep || s.keyset.single() {
		if err := s.keyset.renew(); err != nil {
			return 0, err
		}
	}
	return s.rewrap(ctx, keep)
}

func (s *Store) rewrap(ctx context.Context, keep bool) (count int, err error) {
	err = s.inner.List(ctx, store.DataKeys, func(doc store.Document) error {
		for {
			key, err := s.readKey(doc)
			if errors.Is(err, store.ErrErased) {
				return nil
			}
			if err == nil {
				doc, err = s.wrap(key, doc)
			}
			if err == nil {
				_, err = s.inner.Put(ctx, doc)
			}
			if err == nil {
				count++
				return nil
			}
			if !errors.Is(err, store.ErrConflict) && !errors.Is(err, store.ErrUnknown) {
				return err
			}
			if doc, err = s.inner.Get(ctx, store.DataKeys, doc.ID); err != nil {
				return err
			}
		}
	})
	if err == nil && !keep {
		err = s.keyset.drop()
	}
	return count, err
}
