package mongo

import "time"

// On is the store in a database that a test has.
var On = on

// Wait gives a store more or less patience.
func (s *Store) Wait(d time.Duration) { s.patience = d }
