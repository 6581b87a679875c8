package mongo_test

import (
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"

	"strategyroom/server/store"
	"strategyroom/server/store/mongo"
	"strategyroom/server/store/mongo/mongotest"
	"strategyroom/server/store/storetest"
)

var server *mongotest.Server

func TestMain(m *testing.M) {
	code := mongotest.Main(m, &server)
	if err := goleak.Find(); code == 0 && err != nil {
		os.Stderr.WriteString(err.Error())
		code = 1
	}
	os.Exit(code)
}

func TestContract(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) func() (store.Store, error) {
		uri := server.Database(t)
		return func() (store.Store, error) {
			s, err := mongo.Open(t.Context(), uri)
			if err == nil {
				s.Wait(time.Minute) // FerretDB reads without indexes
			}
			return s, err
		}
	})
}
