package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/account"
)

// A server that runs can be told to add accounts through a socket in its data folder, which only its own user can open.
// Each connection carries one line of JSON, an addition, and one back, an added; or, where a backup is asked for, that;
// or, where it is an order, what that says.

// controlName is the socket's name in the data folder; a symbolic link to the socket where that path is too long.
const controlName = "control.sock"

const (
	longestPath = 103              // bytes in a socket's path: 108 with its end on Linux, 104 on macOS and the BSDs
	longestLine = 64 << 10         // bytes in what is asked
	controlTime = 10 * time.Second // for one connection
	orderTime   = 15 * time.Minute // for an order
)

// addition asks for an account, or for a new link to one; or, instead, for a backup.
type addition struct {
	Details account.Details `json:"details"`
	Roles   []account.Role  `json:"roles,omitempty"`
	Backup  bool            `json:"backup,omitempty"`

	Order string          `json:"order,omitempty"` // the name of something else to do, and
	About json.RawMessage `json:"about,omitempty"` // what it needs to know
}

// order is what the server does when it is asked for it by name: it returns lines to print.
type order func(ctx context.Context, about json.RawMessage) (lines []string, err error)

// added is the token to sign in with and the server's base URL, or why there is none.
type added struct {
	Token   string `json:"token,omitempty"`
	Base    string `json:"base,omitempty"`
	Refused string `json:"refused,omitempty"`

	Lines []string `json:"lines,omitempty"` // what an order has to say
}

// control is the server's end of the socket.
type control struct {
	listener net.Listener
	link     string // a symbolic link to take away at the end, and
	folder   string // the folder that it leads into
	answer   func(context.Context, addition) (added, error)
	backup   func(context.Context, io.Writer) error
	orders   map[string]order
	stopping context.Context
	stop     func()
	ended    chan struct{}
}

// openControl answers at the socket until it is closed. Whoever calls it holds the data folder, so that what another
// left behind there can be taken away.
func openControl(data string, answer func(context.Context, addition) (added, error),
	backup func(context.Context, io.Writer) error, orders map[string]order) (io.Closer, error) {
	c := &control{answer: answer, backup: backup, orders: orders, ended: make(chan struct{})}
	c.stopping, c.stop = context.WithCancel(context.Background())
	path, err := c.place(data)
	if err == nil {
		c.listener, err = net.Listen("unix", path)
	}
	if err == nil {
		err = os.Chmod(path, 0o600) // until then the folder, which is 0700, keeps others out
	}
	if err != nil {
		c.stop()
		c.remove()
		return nil, fmt.Errorf("cannot make the control socket in %s: %w", data, cause(err))
	}
	go c.serve()
	return c, nil
}

// place is where the socket goes: in the data folder or, where that path would be too long for a socket, in a folder of
// its own that a symbolic link in the data folder leads to.
func (c *control) place(data string) (path string, err error) {
	path = filepath.Join(data, controlName)
	if old, err := os.Readlink(path); err == nil && filepath.Base(old) == controlName { // of a server that was killed
		os.Remove(old)
		os.Remove(filepath.Dir(old)) // empty now
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", err
	}
	if len(path) <= longestPath {
		return path, nil
	}
	for _, parent := range []string{os.Getenv("XDG_RUNTIME_DIR"), os.TempDir(), "/tmp"} {
		if parent == "" || len(parent)+len("/strategyroom-0123456789/"+controlName) > longestPath {
			continue
		}
		if c.folder, err = os.MkdirTemp(parent, "strategyroom-"); err == nil {
			c.link = path
			path = filepath.Join(c.folder, controlName)
			return path, os.Symlink(path, c.link)
		}
	}
	return "", errors.Join(errors.New("no folder has a path that is short enough"), err)
}

// Close stops answering and takes the socket away.
func (c *control) Close() error {
	c.stop()
	err := c.listener.Close() // which removes the socket
	<-c.ended
	c.remove()
	return err
}

func (c *control) remove() {
	if c.listener != nil {
		c.listener.Close()
	}
	if c.folder != "" {
		os.Remove(c.link)
		os.Remove(c.folder) // empty, unless the socket could not be taken away
	}
}

// serve answers one after the other: nobody is in such a hurry here.
func (c *control) serve() {
	defer close(c.ended)
	for {
		conn, err := c.listener.Accept()
		if err != nil {
			return
		}
		c.one(conn)
	}
}

func (c *control) one(conn net.Conn) {
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(controlTime))
	defer context.AfterFunc(c.stopping, func() { conn.SetDeadline(time.Now()) })()
	ctx, cancel := context.WithTimeout(c.stopping, controlTime)
	defer cancel()
	var asked addition
	line, err := bufio.NewReader(io.LimitReader(conn, longestLine)).ReadBytes('\n')
	if err == nil {
		err = meeting.Decode(line, &asked)
	}
	if err == nil && asked.Backup {
		c.backup(c.stopping, steady{c.stopping, conn}) // where it breaks off, whoever reads it misses the end
		return
	}
	var said added
	switch do, known := c.orders[asked.Order]; {
	case err != nil:
	case asked.Order == "":
		said, err = c.answer(ctx, asked)
	case !known:
		err = errors.New("the server that runs is another version and does not know this")
	default:
		conn.SetDeadline(time.Now().Add(orderTime))
		ctx, cancel := context.WithTimeout(c.stopping, orderTime)
		defer cancel()
		said.Lines, err = do(ctx, asked.About)
		conn.SetDeadline(time.Now().Add(controlTime))
	}
	if err != nil {
		said = added{Refused: err.Error()}
	}
	json.NewEncoder(conn).Encode(said) // whoever went away meanwhile sees no answer and tries again
}

// errNotRunning: nobody answers at the socket.
var errNotRunning = errors.New("no server runs on this data folder")

// steady gives each write its own time.
type steady struct {
	stopping context.Context
	conn     net.Conn
}

func (s steady) Write(data []byte) (int, error) {
	s.conn.SetWriteDeadline(time.Now().Add(controlTime))
	if err := s.stopping.Err(); err != nil {
		return 0, err
	}
	return s.conn.Write(data)
}

// dialControl reaches the server that runs on a data folder. errNotRunning where none does.
func dialControl(ctx context.Context, data string) (net.Conn, error) {
	path := filepath.Join(data, controlName)
	if target, err := os.Readlink(path); err == nil {
		path = target
	}
	if len(path) > longestPath {
		return nil, errNotRunning
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "unix", path)
	if errors.Is(err, os.ErrPermission) {
		return nil, fmt.Errorf("this user may not use the control socket in %s: run this as the user who runs the server", data)
	}
	if err != nil {
		return nil, errNotRunning
	}
	return conn, nil
}

// askControl asks the server that runs on a data folder. errNotRunning where none does.
func askControl(ctx context.Context, data string, asked addition) (said added, err error) {
	conn, err := dialControl(ctx, data)
	if err != nil {
		return said, err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(controlTime))
	if asked.Order != "" {
		conn.SetDeadline(time.Now().Add(orderTime))
	}
	if err = json.NewEncoder(conn).Encode(asked); err == nil {
		err = json.NewDecoder(conn).Decode(&said)
	}
	if err != nil {
		return said, fmt.Errorf("the server that runs on %s does not answer: %w", data, cause(err))
	}
	if said.Refused != "" {
		return said, errors.New(said.Refused)
	}
	return said, nil
}

// command has the server that runs on a data folder carry an order out and prints what it says. errNotRunning where none does.
func command(ctx context.Context, data, name string, about any, to console) error {
	text, err := json.Marshal(about)
	if err != nil {
		return err
	}
	said, err := askControl(ctx, data, addition{Order: name, About: text})
	for _, line := range said.Lines {
		fmt.Fprintln(to.out, line)
	}
	return err
}
