package meeting_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"strategyroom/meeting"
)

// TestCanonicalise has the examples of RFC 8785 that are no floats (§3.2.2, §3.2.3) and what is easily got wrong.
func TestCanonicalise(t *testing.T) {
	for _, test := range []struct{ name, given, want string }{
		{"RFC 8785 sample", `{"string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}`,
			`{"literals":[null,true,false],"string":"€$\u000f\nA'B\"\\\\\"/"}`},
		{"RFC 8785 order by UTF-16 units",
			`{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}`,
			`{"\r":"Carriage Return","1":"One","` + "\u0080" + `":"Control","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😀":"Emoji: Grinning Face","` + "\ufb33" + `":"Hebrew Letter Dalet With Dagesh"}`},
		{"every short escape", `"\b\t\n\f\r\"\\\/\u0008\u001f\u007f\u2028"`, `"\b\t\n\f\r\"\\/\b\u001f` + "\u007f\u2028" + `"`},
		{"HTML stays", `"<&>"`, `"<&>"`},
		{"capitals in escapes", `"\u00E9\uD83D\uDE00"`, `"é😀"`},
		{"white space", " {\t\"b\" :\r\n [ 1 , {} , [] ] , \"a\":-7 } \n", `{"a":-7,"b":[1,{},[]]}`},
		{"largest numbers", `[9007199254740991,-9007199254740991,0]`, `[9007199254740991,-9007199254740991,0]`},
		{"prefix keys", `{"ab":1,"a":2,"":3}`, `{"":3,"a":2,"ab":1}`},
		{"depth 16", strings.Repeat("[", 16) + strings.Repeat("]", 16), strings.Repeat("[", 16) + strings.Repeat("]", 16)},
		{"an escaped backslash before u", `"\\ud83d"`, `"\\ud83d"`},
		{"the replacement character itself", `"\ufffd"`, `"` + "\ufffd" + `"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := meeting.Canonicalise([]byte(test.given))
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != test.want {
				t.Errorf("got\n%s, want\n%s", got, test.want)
			}
			if again, err := meeting.Canonicalise(got); err != nil || !bytes.Equal(again, got) {
				t.Errorf("made canonical again: got %s (%v), want the same", again, err)
			}
		})
	}
}

func TestCanonicaliseRefuses(t *testing.T) {
	for _, test := range []struct{ name, given, want string }{
		{"nothing", ``, "is not JSON"},
		{"white space", ` `, "is not JSON"},
		{"two values", `{}{}`, "has something after the JSON value"},
		{"a value and a comma", `{},`, "has something after the JSON value"},
		{"a value and a bracket", `[]]`, "has something after the JSON value"},
		{"a comma too many", `[1,]`, "is not JSON"},
		{"a comma too few", `[1 2]`, "is not JSON"},
		{"a comma at the end of an object", `{"a":1,}`, "is not JSON"},
		{"no value", `{"a":}`, "is not JSON"},
		{"no colon", `{"a" 1}`, "is not JSON"},
		{"a key that is no string", `{1:2}`, "is not JSON"},
		{"brackets that do not match", `[1}`, "is not JSON"},
		{"braces that do not match", `{"a":1]`, "is not JSON"},
		{"an open array", `[1`, "is not JSON"},
		{"an open object", `{"a":1`, "is not JSON"},
		{"an open string", `"a`, "is not JSON"},
		{"a byte order mark", "\ufeff{}", "is not JSON"},
		{"a control in a string", "\"a\tb\"", "is not JSON"},
		{"an unknown escape", `"\x41"`, "is not JSON"},
		{"a cut escape", `"\u00e`, "is not JSON"},
		{"an escape that is no number", `"\u+0e9"`, "is not JSON"},
		{"an escape at the end", `"\`, "is not JSON"},
		{"a control after an escape", "\"\\n\t\"", "is not JSON"},
		{"a cut literal", `[tru`, "is not JSON"},
		{"a literal in capitals", `True`, "is not JSON"},
		{"a point without digits", `1.`, "is not JSON"},
		{"an exponent without digits", `1e+`, "is not JSON"},
		{"a minus alone", `-`, "is not JSON"},
		{"a nought byte", "[1,\x00]", "is not JSON"},
		{"a nought byte at the end", "{}\x00", "has something after the JSON value"},
		{"a comment", `{}//`, "has something after the JSON value"},
		{"a key twice", `{"a":1,"a":1}`, `has the key "a" twice`},
		{"a key twice, once escaped", `{"a":1,"\u0061":1}`, `has the key "a" twice`},
		{"a key twice far within", `[{"b":{"a":1,"a":1}}]`, `has the key "a" twice`},
		{"a long key twice", `{"` + strings.Repeat("k", 50) + `":1,"` + strings.Repeat("k", 50) + `":1}`, `has the key "` + strings.Repeat("k", 40) + `…" twice`},
		{"a fraction", `1.5`, "has a number that is not a whole number in range"},
		{"a whole number as a fraction", `1.0`, "has a number that is not a whole number in range"},
		{"an exponent", `1e2`, "has a number that is not a whole number in range"},
		{"minus nought", `-0`, "has a number that is not a whole number in range"},
		{"too large", `9007199254740992`, "has a number that is not a whole number in range"},
		{"far too large", `123456789012345678901234567890`, "has a number that is not a whole number in range"},
		{"too small", `[-9007199254740992]`, "has a number that is not a whole number in range"},
		{"a nought in front", `01`, "has something after the JSON value"},
		{"a plus", `+1`, "is not JSON"},
		{"not a number", `NaN`, "is not JSON"},
		{"depth 17", strings.Repeat("[", 17) + strings.Repeat("]", 17), "is nested more than 16 deep"},
		{"depth of objects", strings.Repeat(`{"a":`, 17) + "1" + strings.Repeat("}", 17), "is nested more than 16 deep"},
		{"depth without an end", strings.Repeat("[", 1_000_000), "is nested more than 16 deep"},
		{"bad UTF-8", "\"\xff\"", "is not valid UTF-8"},
		{"UTF-8 cut off", "\"\xe2\x82\"", "is not valid UTF-8"},
		{"a surrogate in UTF-8", "\"\xed\xa0\xbd\"", "is not valid UTF-8"},
		{"an overlong slash", "\"\xc0\xaf\"", "is not valid UTF-8"},
		{"half a pair", `"\ud83d"`, "has half of a surrogate pair"},
		{"half a pair in capitals", `"\uD83D"`, "has half of a surrogate pair"},
		{"half a pair, then an escape cut off", `"\ud83d\u00`, "is not JSON"},
		{"the other half", `"\ude00"`, "has half of a surrogate pair"},
		{"halves in the wrong order", `"\ude00\ud83d"`, "has half of a surrogate pair"},
		{"two first halves", `"\ud83d\ud83d\ude00"`, "has half of a surrogate pair"},
		{"half a pair, then text", `"\ud83dA\ude00"`, "has half of a surrogate pair"},
		{"half a pair, then another escape", `"\ud83d\n\ude00"`, "has half of a surrogate pair"},
		{"half a pair, then a backslash", `"\ud83d\\ude00"`, "has half of a surrogate pair"},
		{"half a pair in a key", `{"\ud83d":1}`, "has half of a surrogate pair"},
		{"halves in two strings", `["\ud83d","\ude00"]`, "has half of a surrogate pair"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := meeting.Canonicalise([]byte(test.given))
			if err == nil {
				t.Fatalf("got %s, want the refusal %q", got, test.want)
			}
			if err.Error() != test.want {
				t.Errorf("got %q, want %q", err, test.want)
			}
		})
	}
}

func TestDecode(t *testing.T) {
	for _, test := range []struct{ name, given, want string }{
		{"all keys", `{"id":"x","kind":"k","body":{"any":["thing",null]}}`, ""},
		{"keys left out", `{}`, ""},
		{"an unknown key", `{"id":"x","more":1}`, `has the unknown key "more"`},
		{"the first of unknown keys", `{"z":1,"y":1,"x":1}`, `has the unknown key "x"`},
		{"a key in another case", `{"ID":"x"}`, `has the unknown key "ID"`},
		{"a key whose case folds oddly", `{"\u212aind":"x"}`, "has the unknown key \"\u212aind\""},
		{"a Go name", `{"Kind":"x"}`, `has the unknown key "Kind"`},
		{"null", `{"id":null}`, `has null under the key "id", which is to be left out instead`},
		{"another sort of value", `{"id":1}`, `has another sort of value than expected under the key "id"`},
		{"an array", `[]`, "is not a JSON object"},
		{"null for all", `null`, "is not a JSON object"},
		{"text for all", `"{}"`, "is not a JSON object"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := ""
			if err := meeting.Decode([]byte(test.given), new(meeting.Command)); err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// FuzzDecode holds the strict reading against the library's: what is taken here is JSON, means the same there, and has
// one canonical form; what is refused as no JSON is none there either.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{`{"id":"x","kind":"k","body":{}}`, `{"a":[1,-2,"\ud83d\ude00",null,true]}`, `{"a":1,"a":2}`, `"\ud83d"`, `[1e3]`, `{"a":1}}`, ` [ true , null ] `, `"\u00e9\/\t"`, `[-0,01]`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		canonical, err := meeting.Canonicalise(data)
		if err != nil {
			if err := meeting.Decode(data, new(meeting.Command)); err == nil {
				t.Error("Decode takes what Canonicalise refuses")
			}
			if err.Error() == "is not JSON" && json.Valid(data) {
				t.Error("the library says that it is")
			}
			return
		}
		if !json.Valid(data) {
			t.Fatal("what was taken is not JSON")
		}
		if again, err := meeting.Canonicalise(canonical); err != nil || !bytes.Equal(again, canonical) {
			t.Errorf("made canonical again: got %s (%v), want %s", again, err, canonical)
		}
		var got, want any
		if err := json.Unmarshal(canonical, &got); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, &want); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(got, want); diff != "" {
			t.Errorf("the canonical form means something else (-got +want):\n%s", diff)
		}
	})
}
