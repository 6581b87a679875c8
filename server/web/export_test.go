package web

import (
	"log/slog"
	"time"

	"github.com/gofiber/fiber/v2"
)

type (
	Bridge = bridge
	Socket = socket
)

// KeepSockets is what an app with a bridge needs.
var KeepSockets = keepSockets

// Changed and Pasted are how forms are read, Stretches how changes are drawn.
var (
	Changed   = changed
	Pasted    = pasted
	Stretches = stretches
)

func NewBridge(base string, host func(string) bool, log *slog.Logger, silence, stall time.Duration) Bridge {
	return bridge{origins{base, host}, log, silence, stall}
}

func (b Bridge) Upgrade(c *fiber.Ctx, serve func(*Socket)) error { return b.upgrade(c, serve) }
