package web_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"strategyroom/server/room"
	"strategyroom/server/web"
)

func TestUpgradeRefused(t *testing.T) {
	d := open(t, time.Minute, time.Minute, echo)
	own := "http://" + d.address
	for _, test := range []struct {
		name    string
		headers []string
		want    int
	}{
		{"own address", []string{"Origin", own}, 101},
		{"base address", []string{"Origin", base}, 101},
		{"no browser", nil, 101},
		{"signed out", []string{"Cookie", ""}, 401},
		{"too many", []string{"Cookie", "busy=1"}, 429},
		{"other page", []string{"Origin", "http://other.example.org"}, 403},
		{"other scheme", []string{"Origin", "https://" + d.address}, 403},
		{"other port", []string{"Origin", "http://127.0.0.1:1"}, 403},
		{"base and more", []string{"Origin", base + ".example.net"}, 403},
		{"base in capitals", []string{"Origin", strings.ToUpper(base)}, 403},
		{"file or sandbox", []string{"Origin", "null"}, 403},
		{"two origins", []string{"Origin", own, "Origin", own}, 403},
		{"foreign name for us", []string{"Host", "evil.example.net", "Origin", "http://evil.example.net"}, 403},
		{"forwarded by nobody we trust", []string{"X-Forwarded-Host", "localhost", "Origin", "http://localhost"}, 403},
		{"browser without origin", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"browser with a mode", []string{"Sec-Fetch-Mode", "websocket"}, 403},
	} {
		t.Run(test.name, func(t *testing.T) {
			ws, response, err := d.try(test.headers...)
			if response == nil {
				t.Fatal(err)
			}
			if got := response.StatusCode; got != test.want {
				t.Fatalf("got status %d, want %d", got, test.want)
			}
			if test.want == 101 {
				if got := response.Header.Get("Sec-Websocket-Extensions"); got != "" {
					t.Errorf("got extensions %q, want none", got)
				}
				ws.Close()
				return
			}
			body, _ := io.ReadAll(response.Body)
			if got := response.Header.Get("Content-Security-Policy"); got == "" || !bytes.Contains(body, []byte("code")) {
				t.Errorf("got policy %q and body %q, want those of any refusal", got, body)
			}
		})
	}
	for _, test := range []struct {
		name   string
		header http.Header
		want   int
	}{
		{"no handshake", http.Header{}, 426},
		{"handshake of another version", http.Header{"Connection": {"Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Version": {"12"}}, 400},
		{"handshake without a key", http.Header{"Connection": {"Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Version": {"13"}}, 400},
	} {
		t.Run(test.name, func(t *testing.T) {
			request, _ := http.NewRequest("GET", own+"/live", nil)
			request.Header = test.header
			request.Header.Set("Cookie", "session=1")
			response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
			if err != nil {
				t.Fatal(err)
			}
			response.Body.Close()
			if got := response.StatusCode; got != test.want {
				t.Errorf("got status %d, want %d", got, test.want)
			}
			if got, want := response.Header.Get("Upgrade") == "websocket", test.want == 426; got != want {
				t.Errorf("got a header that asks for websocket: %v, want %v", got, want)
			}
		})
	}
}

func TestEarlyFramesAreKept(t *testing.T) {
	d := open(t, time.Minute, time.Minute, echo)
	connection, err := net.Dial("tcp", d.address)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	connection.SetDeadline(time.Now().Add(time.Minute))
	masked := "\x81\x82\x00\x00\x00\x00" // text, two bytes, masked with zeros
	io.WriteString(connection, "GET /live HTTP/1.1\r\nHost: x\r\nCookie: a=b\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"+masked+"{}"+masked+"[]")
	reader := bufio.NewReader(connection)
	if response, err := http.ReadResponse(reader, nil); err != nil || response.StatusCode != 101 {
		t.Fatal(response, err)
	}
	got := make([]byte, 8)
	if _, err := io.ReadFull(reader, got); err != nil {
		t.Fatal(err)
	}
	if want := "\x81\x02{}\x81\x02[]"; string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestOverTLS(t *testing.T) {
	spare := httptest.NewTLSServer(nil) // for its certificate
	defer spare.Close()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: spare.TLS.Certificates})
	if err != nil {
		t.Fatal(err)
	}
	d := openOn(t, listener, time.Minute, time.Minute, func(s *web.Socket) {
		frame, _ := s.Read()
		s.Write([][]byte{frame})
		s.Close(int(room.Rate), room.Rate.String())
		s.Read()
	})
	dialer := websocket.Dialer{TLSClientConfig: spare.Client().Transport.(*http.Transport).TLSClientConfig}
	ws, _, err := dialer.Dial("wss://"+d.address+"/live",
		http.Header{"Cookie": {"session=1"}, "Origin": {"https://" + d.address}})
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	ws.WriteMessage(websocket.TextMessage, []byte("{}"))
	if _, got, err := ws.ReadMessage(); string(got) != "{}" {
		t.Errorf("got %q, %v, want the frame", got, err)
	}
	if _, _, err := ws.ReadMessage(); !isClose(err, 4002, "rate") {
		t.Errorf("got %v, want close 4002", err)
	}
}

// In ways to bridge that were tried before, the deadline of the first read was erased on most connections.
func TestSilentPeersAreCut(t *testing.T) {
	const peers, silence = 200, 500 * time.Millisecond
	held := make(chan time.Duration, peers)
	d := open(t, silence, time.Minute, func(s *web.Socket) {
		from := time.Now()
		_, err := s.Read()
		if timeout := net.Error(nil); !errors.As(err, &timeout) || !timeout.Timeout() {
			t.Errorf("got %v, want a timeout", err)
		}
		held <- time.Since(from)
	})
	for range peers {
		d.dial(t)
	}
	for range peers {
		select {
		case got := <-held:
			if got < silence-10*time.Millisecond {
				t.Errorf("got cut after %v, want after %v", got, silence)
			}
		case <-time.After(time.Minute):
			t.Fatal("a silent peer was not cut")
		}
	}
}

func TestPongsAreSignsOfLife(t *testing.T) {
	const silence = 2 * time.Second // so much longer than the pause between pings that a busy machine does not matter
	ended := make(chan time.Duration, 1)
	d := open(t, silence, time.Minute, func(s *web.Socket) {
		from := time.Now()
		go func() {
			for range 8 {
				time.Sleep(silence / 4)
				s.Ping()
			}
		}()
		s.Read()
		ended <- time.Since(from)
	})
	go d.dial(t).ReadMessage() // answers pings
	if got, want := <-ended, 2*silence; got < want {
		t.Errorf("got cut after %v, want after %v at the earliest", got, want)
	}
}

func TestCloseEitherWay(t *testing.T) {
	t.Run("server first", func(t *testing.T) {
		ended := make(chan error, 1)
		d := open(t, time.Minute, time.Minute, func(s *web.Socket) {
			go s.Close(int(room.Slow), room.Slow.String())
			_, err := s.Read()
			ended <- err
		})
		ws := d.dial(t)
		if _, _, err := ws.ReadMessage(); !isClose(err, 4000, "slow") {
			t.Errorf("got %v, want close 4000 slow", err)
		}
		if err := <-ended; !isClose(err, 4000, "") {
			t.Errorf("got %v, want the peer's answer to the close", err)
		}
		if _, err := ws.NetConn().Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("got %v, want the connection's end", err)
		}
	})
	t.Run("server first, peer does not answer", func(t *testing.T) {
		took := make(chan time.Duration, 1)
		d := open(t, time.Minute, time.Minute, func(s *web.Socket) {
			from := time.Now()
			s.Close(int(room.Removed), room.Removed.String())
			s.Read()
			took <- time.Since(from)
		})
		d.dial(t)
		if got, want := <-took, 20*time.Second; got > want {
			t.Errorf("got cut after %v, want within %v", got, want)
		}
	})
	t.Run("browser first", func(t *testing.T) {
		ended := make(chan error, 1)
		d := open(t, time.Minute, time.Minute, func(s *web.Socket) {
			_, err := s.Read()
			ended <- err
		})
		ws := d.dial(t)
		ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(1001, ""), time.Now().Add(time.Second))
		if _, _, err := ws.ReadMessage(); !isClose(err, 1001, "") {
			t.Errorf("got %v, want our close back", err)
		}
		if err := <-ended; !isClose(err, 1001, "") {
			t.Errorf("got %v, want close 1001", err)
		}
	})
	t.Run("nothing after a close", func(t *testing.T) {
		read := make(chan string, 1)
		d := open(t, time.Minute, time.Minute, func(s *web.Socket) {
			s.Close(int(room.SignedOut), room.SignedOut.String())
			if err := s.Write([][]byte{[]byte("{}")}); err == nil {
				t.Error("a frame was sent after the close")
			}
			frame, _ := s.Read()
			read <- string(frame)
		})
		ws := d.dial(t)
		ws.WriteMessage(websocket.TextMessage, []byte(`{"type":"command"}`))
		if _, _, err := ws.ReadMessage(); !isClose(err, 4500, "signed out") {
			t.Errorf("got %v, want close 4500", err)
		}
		if got := <-read; got != "" {
			t.Errorf("got frame %q from somebody signed out, want none", got)
		}
	})
}

func TestWhatIsNoFrame(t *testing.T) {
	limit := strings.Repeat("é", 32<<10)
	for _, test := range []struct {
		name string
		send func(*websocket.Conn)
		want int
	}{
		{"at the limit", func(ws *websocket.Conn) {
			ws.WriteMessage(websocket.TextMessage, []byte(limit))
			ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(1000, ""), time.Time{})
		}, 1000},
		{"binary", func(ws *websocket.Conn) { ws.WriteMessage(websocket.BinaryMessage, []byte("{}")) }, 4502},
		{"too long", func(ws *websocket.Conn) { ws.WriteMessage(websocket.TextMessage, []byte(limit+"a")) }, 4502},
		{"much too long", func(ws *websocket.Conn) { ws.WriteMessage(websocket.TextMessage, make([]byte, 8<<20)) }, 4502},
		{"too long in pieces", func(ws *websocket.Conn) {
			w, _ := ws.NextWriter(websocket.TextMessage)
			for range 100 {
				io.WriteString(w, limit[:2000])
			}
			w.Close()
		}, 4502},
		{"bad UTF-8", func(ws *websocket.Conn) { ws.WriteMessage(websocket.TextMessage, []byte("{\"a\":\"\xff\"}")) }, 4502},
		{"half a surrogate", func(ws *websocket.Conn) { ws.WriteMessage(websocket.TextMessage, []byte("\xed\xa0\x80")) }, 4502},
	} {
		t.Run(test.name, func(t *testing.T) {
			ended := make(chan struct{})
			d := open(t, time.Minute, time.Minute, func(s *web.Socket) {
				defer close(ended)
				for {
					frame, err := s.Read()
					if err != nil {
						return
					}
					if string(frame) != limit {
						t.Errorf("got a frame of %d bytes, want none", len(frame))
					}
				}
			})
			ws := d.dial(t)
			test.send(ws)
			if _, _, err := ws.ReadMessage(); !websocket.IsCloseError(err, test.want) {
				t.Errorf("got %v, want close %d", err, test.want)
			}
			<-ended
		})
	}
}

func TestPanicEndsOneConnection(t *testing.T) {
	d := open(t, time.Minute, time.Minute, func(s *web.Socket) {
		frame, _ := s.Read()
		if string(frame) == "panic" {
			panic("with somebody's words")
		}
		s.Write([][]byte{frame})
	})
	other := d.dial(t)
	ws := d.dial(t)
	ws.WriteMessage(websocket.TextMessage, []byte("panic"))
	if _, _, err := ws.ReadMessage(); !websocket.IsCloseError(err, 1011) {
		t.Errorf("got %v, want close 1011", err)
	}
	other.WriteMessage(websocket.TextMessage, []byte("still here"))
	if _, got, err := other.ReadMessage(); string(got) != "still here" {
		t.Errorf("got %q, %v from another connection", got, err)
	}
	if got := d.log.String(); !strings.Contains(got, "bridge_test.go") || strings.Contains(got, "somebody's words") {
		t.Errorf("got log %q, want the place and not the words", got)
	}
}

func TestStalledPeerIsCut(t *testing.T) {
	for _, test := range []struct {
		name  string
		stall time.Duration
		close bool
	}{
		{"by the stall limit", 300 * time.Millisecond, false},
		{"by a close", time.Minute, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			took := make(chan time.Duration, 1)
			d := open(t, time.Minute, test.stall, func(s *web.Socket) {
				if test.close {
					time.AfterFunc(300*time.Millisecond, func() { s.Close(int(room.Slow), room.Slow.String()) })
				}
				from := time.Now()
				for s.Write([][]byte{make([]byte, 1<<20)}) == nil {
				}
				took <- time.Since(from)
			})
			d.dial(t)
			select {
			case got := <-took:
				if want := 20 * time.Second; got > want {
					t.Errorf("got cut after %v, want within %v", got, want)
				}
			case <-time.After(50 * time.Second):
				t.Fatal("a peer that reads nothing was not cut")
			}
		})
	}
}

// A socket that was kept after its end must not reach the client that fasthttp serves next with the same parts.
func TestNothingAfterTheEnd(t *testing.T) {
	kept := make(chan *web.Socket, 1)
	var begun atomic.Bool
	d := open(t, time.Minute, time.Minute, func(s *web.Socket) {
		if begun.Swap(true) {
			echo(s)
		} else {
			kept <- s
		}
	})
	d.dial(t).ReadMessage()
	next := d.dial(t)
	old := <-kept
	if _, err := old.Read(); err == nil {
		t.Error("read from an ended socket")
	}
	if err := old.Write([][]byte{[]byte("late")}); err == nil {
		t.Error("wrote to an ended socket")
	}
	next.WriteMessage(websocket.TextMessage, []byte("mine"))
	if _, got, err := next.ReadMessage(); string(got) != "mine" {
		t.Errorf("got %q, %v, want the own frame", got, err)
	}
}
