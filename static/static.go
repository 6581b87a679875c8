// Package static holds what the browser and the PDF get from src/, as built into dist/ by `make build`: the scripts, the
// style sheet, the fonts of the minutes. The program carries it inside and reads no such file from disk.
package static

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files is the built folder: "main.css", "page.js", "room.js", "fonts/NotoSansSC-Regular.ttf".
var Files = sub(dist, "dist")

// Built says whether the assets were there when the program was compiled. Without them it must say "run make" and stop.
func Built() bool {
	_, err := fs.Stat(Files, "main.css")
	return err == nil
}

// Fonts is the folder of the fonts that the minutes are drawn with beside those in the program; empty where nothing is built.
func Fonts() fs.FS { return sub(Files, "fonts") }

func sub(files fs.FS, folder string) fs.FS {
	inner, err := fs.Sub(files, folder)
	if err != nil {
		panic(err) // only for a folder name that is no path
	}
	return inner
}
