package mongo_test

import (
	"testing"
	"time"

	"go.uber.org/goleak"

	"strategyroom/server/store"
	"strategyroom/server/store/mongo"
	"strategyroom/server/store/mongo/mongotest"
	"strategyroom/server/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestContract(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) func() (store.Store, error) {
		uri := mongotest.Database(t)
		return func() (store.Store, error) {
			s, err := mongo.Open(t.Context(), uri)
			if err == nil {
				s.Wait(time.Minute) // FerretDB reads without indexes
			}
			return s, err
		}
	})
}
