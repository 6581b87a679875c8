package mongo

import (
	"time"

	"go.mongodb.org/mongo-driver/mongo"
)

// On is the store in a database that a test has.
func On(db *mongo.Database) *Store { return on(db, "sealed_") }

// Wait gives a store more or less patience.
func (s *Store) Wait(d time.Duration) { s.patience = d }
