package pdf

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"reflect"
	"strings"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/font/opentype/tables"
	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/language"
)

// A family is a typeface in its one or two weights.
type family struct{ regular, bold *face }

// A face is one font file. Which letters it has is known at once; it is read whole when the first is shaped, because
// a font of all Chinese characters takes longer than the rest of the page.
type face struct {
	name  string
	short string // its own among the faces of a pen
	file  font.Resource
	close func() error // nil: nothing to close
	cmap  font.Cmap
	font  *font.Face
	hb    *harfbuzz.Font
	buf   *harfbuzz.Buffer
	drawn map[uint32]*outline // by glyph and weight
}

// A glyph stands at an offset from where its run starts; lengths are shares of the size of the letters.
type glyph struct {
	id   font.GID
	x, y float64
}

// families are Liberation Sans and after it, in the order of their names, those of the *.ttf files in dir. A file is
// the bold of its family where its name says so; a family without one gets a thickened outline.
func families(dir fs.FS) ([]family, error) {
	regular, err := newFace("Liberation Sans", bytes.NewReader(liberationsansregular.TTF))
	if err != nil {
		return nil, err
	}
	bold, err := newFace("Liberation Sans Bold", bytes.NewReader(liberationsansbold.TTF))
	if err != nil {
		return nil, err
	}
	all := []family{{regular, bold}}
	if dir == nil {
		return all, nil
	}
	names, err := fs.Glob(dir, "*.ttf")
	if err != nil {
		return nil, err
	}
	known := map[string]int{}
	for _, name := range names {
		f, err := openFace(dir, name)
		if err != nil {
			return nil, err
		}
		base, _, _ := strings.Cut(strings.NewReplacer("_", "-", ".", "-").Replace(name), "-")
		i, ok := known[base]
		if !ok {
			i = len(all)
			known[base] = i
			all = append(all, family{})
		}
		if strings.Contains(name, "Bold") {
			all[i].bold = f
		} else {
			all[i].regular = f
		}
	}
	for i := range all {
		if all[i].regular == nil {
			all[i].regular = all[i].bold
		}
	}
	return all, nil
}

// pick is the face for a letter, and whether it must be thickened to look bold.
func (f family) pick(r rune, bold bool) (at *face, thicken, ok bool) {
	if bold && f.bold != nil && f.bold.has(r) {
		return f.bold, false, true
	}
	return f.regular, bold, f.regular.has(r)
}

// openFace leaves the file open: a font that the document does not need is hardly read.
func openFace(dir fs.FS, name string) (*face, error) {
	file, err := dir.Open(name)
	if err != nil {
		return nil, err
	}
	if resource, ok := file.(font.Resource); ok {
		f, err := newFace(name, resource)
		if err != nil {
			file.Close()
			return nil, err
		}
		f.close = file.Close
		return f, nil
	}
	defer file.Close()
	raw, err := io.ReadAll(file)
	if err != nil {
		return nil, err
	}
	return newFace(name, bytes.NewReader(raw))
}

func newFace(name string, file font.Resource) (*face, error) {
	loader, err := opentype.NewLoader(file)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	raw, err := loader.RawTable(opentype.MustNewTag("cmap"))
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	table, _, err := tables.ParseCmap(raw)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	cmap, _, err := font.ProcessCmap(table, tables.FPNone)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	return &face{name: name, file: file, cmap: cmap}, nil
}

func (f *face) has(r rune) bool {
	id, ok := f.cmap.Lookup(r)
	return ok && id != 0
}

func (f *face) load() error {
	if f.font != nil {
		return nil
	}
	loaded, err := font.ParseTTF(f.file)
	if err != nil {
		return fmt.Errorf("font %s: %w", f.name, err)
	}
	spread(reflect.ValueOf(&loaded.Font.GSUB).Elem())
	spread(reflect.ValueOf(&loaded.Font.GPOS).Elem())
	f.font, f.hb, f.buf, f.drawn = loaded, harfbuzz.NewFont(loaded), harfbuzz.NewBuffer(), map[uint32]*outline{}
	return nil
}

// spread lists the glyphs of every rule one by one that the font lists as ranges. typesetting 0.3.5 forgets the ranges
// after a long one (its issue 278), so that in Noto Sans Arabic noon, qaf and yeh never joined.
func spread(v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface:
		if v.IsNil() {
			return
		}
		inner := reflect.New(v.Elem().Type()).Elem()
		if ranges, ok := v.Interface().(tables.Coverage2); ok {
			inner = reflect.ValueOf(listed(ranges))
		} else {
			inner.Set(v.Elem())
			spread(inner)
		}
		v.Set(inner)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				spread(v.Field(i))
			}
		}
	case reflect.Slice:
		switch v.Type().Elem().Kind() {
		case reflect.Interface, reflect.Struct, reflect.Slice:
			for i := range v.Len() {
				spread(v.Index(i))
			}
		}
	}
}

func listed(ranges tables.Coverage2) (list tables.Coverage1) {
	for _, r := range ranges.Ranges {
		for id := int(r.StartGlyphID); id <= int(r.EndGlyphID); id++ {
			list.Glyphs = append(list.Glyphs, tables.GlyphID(id))
		}
	}
	return list
}

// shape sets letters of one script and direction; the width is a share of their size.
func (f *face) shape(text []rune, script language.Script, leftwards bool) (set []glyph, width float64) {
	f.buf.Clear()
	f.buf.Props.Script = script
	f.buf.Props.Language = "en"
	if f.buf.Props.Direction = harfbuzz.LeftToRight; leftwards {
		f.buf.Props.Direction = harfbuzz.RightToLeft
	}
	f.buf.AddRunes(text, 0, len(text))
	f.buf.Shape(f.hb, nil)
	em := float64(f.font.Upem())
	for i, info := range f.buf.Info {
		at := f.buf.Pos[i]
		set = append(set, glyph{info.Glyph, width + float64(at.XOffset)/em, float64(at.YOffset) / em})
		width += float64(at.XAdvance) / em
	}
	return set, width
}
