package mongo_test

import (
	"testing"

	"strategyroom/server/store/mongo"
)

func TestInTheClear(t *testing.T) {
	for uri, want := range map[string]bool{
		"mongodb://one.example,two.example/?replicaSet=rooms":          true,
		"mongodb://one.example,two.example/?replicaSet=rooms&tls=true": false,
		"mongodb://one.example:27018/rooms?ssl=true":                   false,
		"mongodb://one.example/?tls=false":                             true,
		"mongodb://localhost:27017,127.0.0.1:27018,[::1]:27019/rooms":  false,
		"mongodb://localhost,192.0.2.7/rooms":                          true,
		"mongodb://%2Ftmp%2Fmongodb.sock/rooms":                        false,
		"mongodb+srv://rooms.example/":                                 false,
		"":                                                             false,
	} {
		if got := mongo.InTheClear(uri); got != want {
			t.Errorf("%s: got %v, want %v", uri, got, want)
		}
	}
}
