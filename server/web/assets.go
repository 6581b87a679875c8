package web

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"maps"
	"slices"
	"sync"

	"github.com/gofiber/fiber/v2"

	"strategyroom/static"
)

// file is one asset, ready to send.
type file struct {
	kind                     string
	plain, gzipped, brotlied []byte
}

// kinds are the assets that a browser may ask for. The fonts are not among them: only the PDF needs those.
var kinds = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml; charset=utf-8",
}

// laterScript is the second part of the room's script. It fits the first of the same build and no other.
const laterScript = "later.js"

// files are the assets by name, read once; none in a program that was compiled without them.
var files = sync.OnceValue(func() map[string]file {
	all := make(map[string]file)
	for extension, kind := range kinds {
		names, _ := fs.Glob(static.Files, "*"+extension) // the pattern is sound
		for _, name := range names {
			all[name] = file{kind, read(name), read(name + ".gz"), read(name + ".br")}
		}
	}
	return all
})

func read(name string) []byte {
	data, err := fs.ReadFile(static.Files, name)
	if err != nil {
		panic(err) // embedded, and made by one build
	}
	return data
}

// build is the hash of all assets. It stands in their addresses, so that a browser may keep them for ever, and so that
// scripts which name each other are of one build.
var build = sync.OnceValue(func() string {
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files())) {
		one := sha256.Sum256(files()[name].plain)
		sum.Write(append([]byte(name), one[:]...))
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
})

// assetPath is the address of an asset, for templates: "/static/0f3c…/main.css".
func assetPath(name string) string { return "/static/" + build() + "/" + name }

// asset sends one. A page from before an update may still ask for the old hash: it gets the new file, but not to keep.
func asset(c *fiber.Ctx) error {
	found, ok := files()[c.Params("name")]
	current := c.Params("hash") == build()
	if !ok || c.Params("name") == laterScript && !current {
		return fiber.ErrNotFound
	}
	if current {
		c.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	c.Set("Content-Type", found.kind)
	c.Vary("Accept-Encoding")
	accepts := c.Request().Header.HasAcceptEncoding
	switch {
	case accepts("br"):
		c.Set("Content-Encoding", "br")
		return c.Send(found.brotlied)
	case accepts("gzip"):
		c.Set("Content-Encoding", "gzip")
		return c.Send(found.gzipped)
	default:
		return c.Send(found.plain)
	}
}
