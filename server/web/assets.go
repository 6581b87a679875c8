package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"sync"

	"github.com/gofiber/fiber/v2"

	"strategyroom/static"
)

// file is one asset, ready to send. Its address holds its hash, so that a browser may keep it for ever.
type file struct {
	hash, kind    string
	plain, zipped []byte
}

// kinds are the assets that a browser may ask for. The fonts are not among them: only the PDF needs those.
var kinds = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// files are the assets by name, read once; none in a program that was compiled without them.
var files = sync.OnceValue(func() map[string]file {
	all := make(map[string]file)
	for extension, kind := range kinds {
		names, _ := fs.Glob(static.Files, "*"+extension) // the pattern is sound
		for _, name := range names {
			plain, err := fs.ReadFile(static.Files, name)
			if err != nil {
				panic(err) // embedded files can be read
			}
			sum := sha256.Sum256(plain)
			all[name] = file{hex.EncodeToString(sum[:8]), kind, plain, zip(plain)}
		}
	}
	return all
})

// assetPath is the address of an asset, for templates: "/static/0f3c…/main.css".
func assetPath(name string) string { return "/static/" + files()[name].hash + "/" + name }

// asset sends one. A page from before an update may still ask for the old hash: it gets the new file, but not to keep.
func asset(c *fiber.Ctx) error {
	found, ok := files()[c.Params("name")]
	if !ok {
		return fiber.ErrNotFound
	}
	if c.Params("hash") == found.hash {
		c.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	c.Set("Content-Type", found.kind)
	c.Vary("Accept-Encoding")
	if c.Request().Header.HasAcceptEncoding("gzip") {
		c.Set("Content-Encoding", "gzip")
		return c.Send(found.zipped)
	}
	return c.Send(found.plain)
}

func zip(plain []byte) []byte {
	var zipped bytes.Buffer
	writer, _ := gzip.NewWriterLevel(&zipped, gzip.BestCompression) // a known level
	writer.Write(plain)                                             // a buffer takes everything
	writer.Close()
	return zipped.Bytes()
}
