// Package room is a meeting while people are in it: one owner, one order, who is present. It knows neither HTTP nor
// sockets; the door gives it a Link for each connection.
package room

// Link is one open connection, seen from the room. Write and Ping are called by one goroutine; Close may be called
// by another, also while a Write is under way.
type Link interface {
	// Write sends each frame as one message, all of them in as few writes as possible, and waits until they are on
	// their way. It gives up on a peer that takes nothing for some seconds; after an error the connection is cut.
	Write(frames [][]byte) error
	// Ping asks the other side for a sign of life. The link itself cuts a connection that stays silent.
	Ping() error
	// Close says why and ends the connection. A write under way gets at most a second to finish. Reason is at most
	// 123 bytes.
	Close(code int, reason string) error
}
