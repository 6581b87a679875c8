package web_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"strategyroom/meeting"
	"strategyroom/meeting/procedure"
	"strategyroom/server/account"
	"strategyroom/server/room"
	"strategyroom/server/store/bolt"
	"strategyroom/server/web"
)

// TestASocketEndsWithItsSession: a screen stays no longer than the session that opened it.
func TestASocketEndsWithItsSession(t *testing.T) {
	kept, err := bolt.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kept.Close() })
	log := slog.New(slog.DiscardHandler)
	rooms := room.New(room.Config{Store: kept, Procedure: procedure.Default(), Now: time.Now, Random: rand.Reader, Log: log})
	t.Cleanup(rooms.Close)
	// For whoever keeps the sessions it is so early that theirs ends in a moment.
	people := account.New(kept, func() time.Time { return time.Now().Add(time.Second - account.GuestLife) }, rand.Reader)
	convener := meeting.Convener{Name: "Sam Example", Agency: meeting.Agency{Sector: "social-care", Name: "Example County Council"}}
	if _, err := rooms.Convene(context.Background(), "m1", convener, []meeting.Command{{ID: "c1", Kind: "convene", Body: json.RawMessage(`{}`)}}); err != nil {
		t.Fatal(err)
	}
	token, err := people.Invite(context.Background(), "m1", meeting.ConvenerID, "")
	if err != nil {
		t.Fatal(err)
	}
	session, _, err := people.Exchange(context.Background(), token, nil, account.Details{})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	app := web.New(web.Config{BaseURL: "http://" + address, Log: log, People: people, Rooms: rooms, London: time.UTC})
	go app.Listener(listener)
	t.Cleanup(func() { app.Shutdown() })

	ws, _, err := websocket.DefaultDialer.Dial("ws://"+address+"/api/meetings/m1/live", http.Header{"Cookie": {account.Cookie + "=" + session.Cookie}})
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	ws.SetReadDeadline(time.Now().Add(time.Minute))
	for err == nil {
		_, _, err = ws.ReadMessage()
	}
	if !isClose(err, 4500, "signed out") {
		t.Errorf("got %v, want 4500 signed out", err)
	}
}
