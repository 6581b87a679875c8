package web

import (
	"bytes"

	"github.com/gofiber/fiber/v2"
)

// origins are the addresses whose pages may act for the person signed in.
type origins struct {
	base string                 // scheme://host of the base URL
	host func(host string) bool // whether the server answers under this name (host or host:port)
}

// allow compares the request's Origin with the base URL and with the address that the request itself came to: the
// same scheme, host and port, to the letter. Browsers send Origin with every handshake of a socket and every post, so
// a request without one is taken only from a program: it must not have the Sec-Fetch headers of a browser either.
func (o origins) allow(c *fiber.Ctx) bool {
	header := &c.Context().Request.Header
	switch sent := header.PeekAll(fiber.HeaderOrigin); len(sent) {
	case 0:
		return len(header.Peek("Sec-Fetch-Site"))+len(header.Peek("Sec-Fetch-Mode"))+len(header.Peek("Sec-Fetch-Dest")) == 0
	case 1:
		origin, host := string(sent[0]), c.Hostname()
		return origin == o.base || origin == c.Protocol()+"://"+host && o.host(host)
	default:
		return false
	}
}

// twoLengths reports whether a request comes in pieces and says a length all the same: a proxy before us could take the
// one, and we the other, for where it ends.
func twoLengths(c *fiber.Ctx) bool {
	header := &c.Context().Request.Header
	if header.ContentLength() != -1 { // not in pieces
		return false
	}
	for line := range bytes.Lines(header.RawHeaders()) {
		if name, _, _ := bytes.Cut(line, []byte(":")); bytes.EqualFold(bytes.TrimSpace(name), []byte(fiber.HeaderContentLength)) {
			return true
		}
	}
	return false
}
