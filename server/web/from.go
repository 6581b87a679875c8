package web

import (
	"net/netip"
	"strings"

	"github.com/gofiber/fiber/v2"

	"strategyroom/server/account"
)

// remote is the address that a request came from: of the connection or, behind a proxy that was declared, the last one
// that this proxy names. It is for counting wrong tries and is kept nowhere.
func (d *door) remote(c *fiber.Ctx) netip.Addr {
	at, _ := netip.ParseAddr(c.Context().RemoteIP().String())
	if !c.IsProxyTrusted() {
		return at.Unmap()
	}
	named := strings.Split(c.Get(fiber.HeaderXForwardedFor), ",")
	for i := len(named) - 1; i >= 0; i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(named[i]))
		if err != nil {
			break
		}
		if at = next; !d.proxied(next) {
			break
		}
	}
	return at.Unmap()
}

// proxied reports whether an address is one of the proxies that were declared.
func (config Config) proxied(at netip.Addr) bool {
	for _, proxy := range config.Proxies {
		one, single := netip.ParseAddr(proxy)
		if within, err := netip.ParsePrefix(proxy); err == nil && within.Contains(at) || single == nil && one == at {
			return true
		}
	}
	return false
}

// caller is whose wrong tries are counted together: one address, or one network of the new kind, which belongs to one
// household or office.
func (d *door) caller(c *fiber.Ctx) string { return network(d.remote(c), 32, 64) }

// from is whence a request came, as roughly as it is shown to the session's owner.
func (d *door) from(c *fiber.Ctx) account.From {
	at := d.remote(c)
	from := account.From{Device: device(c.Get(fiber.HeaderUserAgent)), Network: network(at, 16, 32)}
	if at.IsLoopback() {
		from.Network = "this machine"
	}
	return from
}

// network is the first bits of an address, of the old kind or the new.
func network(at netip.Addr, old, new int) string {
	bits := new
	if at.Is4() {
		bits = old
	}
	if within, err := at.Prefix(bits); err == nil {
		return within.String()
	}
	return ""
}

// device names the browser and the system of a User-Agent, as far as they are among the common ones.
func device(agent string) string {
	first := func(none string, words ...string) string { // what is looked for and its name in turn
		for i := 0; i < len(words); i += 2 {
			if strings.Contains(agent, words[i]) {
				return words[i+1]
			}
		}
		return none
	}
	browser := first("", "Edg/", "Edge", "Firefox/", "Firefox", "Chrome/", "Chrome", "Safari/", "Safari")
	if browser == "" {
		return "a program"
	}
	return browser + " on " + first("another system", "Windows", "Windows", "Android", "Android", "iPhone", "iPhone", "iPad", "iPad", "Mac OS", "Mac",
		"CrOS", "ChromeOS", "Linux", "Linux")
}
