package livetest

import (
	"io"
	"math"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"
)

// Cable is a line to a server, for as many connections as are made at its address. It may be cut, and lead to another
// server later.
type Cable struct {
	Address  string // where it begins, host:port
	listener net.Listener
	open     sync.WaitGroup

	mu   sync.Mutex
	to   string
	dice *rand.Rand
	most int
	cuts int
	ends []net.Conn
}

// Lay lays a cable to an address. It is taken up after the test.
func Lay(t testing.TB, to string) *Cable {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &Cable{Address: listener.Addr().String(), listener: listener, to: to}
	c.open.Go(func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			c.open.Go(func() { c.carry(near) })
		}
	})
	t.Cleanup(func() {
		listener.Close()
		c.mu.Lock()
		for _, end := range c.ends {
			end.Close()
		}
		c.mu.Unlock()
		c.open.Wait()
	})
	return c
}

// Lead has the connections that are made from now on end at another address.
func (c *Cable) Lead(to string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.to = to
}

// Break has each connection that is made from now on cut when a random number of bytes has gone through in one direction
// or the other, until so many were cut: every third within the first KiB, where the handshake is.
func (c *Cable) Break(seed uint64, cuts int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dice, c.most = rand.New(rand.NewPCG(seed, 0)), cuts
}

// Cuts is how many connections were cut.
func (c *Cable) Cuts() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cuts
}

// fate is when and how a connection is cut.
type fate struct {
	up, down int64         // after so many bytes
	farFirst bool          // which end notices first
	lag      time.Duration // until the other one does
	reset    bool          // a reset and not an end, as from a firewall
}

// next takes a connection in and draws its fate.
func (c *Cable) next(near net.Conn) (to string, f fate) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ends = append(c.ends, near)
	if c.dice == nil || c.cuts >= c.most {
		return c.to, fate{up: math.MaxInt64, down: math.MaxInt64}
	}
	up, down := int64(8<<10), int64(512<<10)
	if c.dice.IntN(3) == 0 {
		up, down = 512, 1<<10
	}
	return c.to, fate{up: 1 + c.dice.Int64N(up), down: 1 + c.dice.Int64N(down), farFirst: c.dice.IntN(2) == 0, reset: c.dice.IntN(2) == 0,
		lag: time.Duration(c.dice.IntN(100)) * time.Millisecond}
}

// carry takes bytes both ways until the connection is cut or both ends have closed it.
func (c *Cable) carry(near net.Conn) {
	defer near.Close()
	to, f := c.next(near)
	far, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer far.Close()
	cut := make(chan bool, 2)
	pass := func(from, to net.Conn, bytes int64) {
		n, _ := io.Copy(to, io.LimitReader(from, bytes))
		if n < bytes {
			to.(*net.TCPConn).CloseWrite() // as its end closed it, which may still listen
		}
		cut <- n == bytes
	}
	go pass(near, far, f.up)
	go pass(far, near, f.down)
	used := <-cut
	if !used {
		used = <-cut
	}
	if !used {
		return
	}
	c.mu.Lock()
	c.cuts++
	c.mu.Unlock()
	first, last := near, far
	if f.farFirst {
		first, last = far, near
	}
	if f.reset {
		first.(*net.TCPConn).SetLinger(0)
	}
	first.Close()
	time.Sleep(f.lag)
	last.Close()
}
