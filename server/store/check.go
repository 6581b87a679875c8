package store

import (
	"fmt"

	"strategyroom/meeting"
)

// CheckAppend says what is wrong with the arguments of Append, so that all stores refuse the same.
func CheckAppend(id string, after int, entries []meeting.Entry) error {
	if err := CheckName("meeting", id); err != nil {
		return err
	}
	if after < 0 || len(entries) == 0 {
		return fmt.Errorf("meeting %s: nothing to append after entry %d", id, after)
	}
	for i, entry := range entries {
		if entry.Number != after+1+i {
			return fmt.Errorf("meeting %s: entry %d where entry %d belongs", id, entry.Number, after+1+i)
		}
	}
	return nil
}

// CheckDocument says what is wrong with a document that is to be put.
func CheckDocument(doc Document) error {
	if err := CheckName("kind", doc.Kind); err != nil {
		return err
	}
	if err := CheckName(doc.Kind, doc.ID); err != nil {
		return err
	}
	if len(doc.Body) > MaxBody+SealRoom {
		return fmt.Errorf("%s: a body of %d bytes, more than %d", doc.Kind, len(doc.Body), MaxBody+SealRoom)
	}
	return nil
}

// CheckName says what is wrong with the name of a meeting, kind or document.
func CheckName(what, name string) error {
	if name == "" || len(name) > MaxName {
		return fmt.Errorf("%s: a name of %d bytes, not 1 to %d", what, len(name), MaxName)
	}
	return nil
}
