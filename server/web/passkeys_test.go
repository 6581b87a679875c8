package web_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"
)

// device is an authenticator with one passkey, which can be told to answer otherwise than it should.
type device struct {
	t      *testing.T
	key    *ecdsa.PrivateKey
	id     []byte
	handle []byte
	count  uint32

	origin, site, kind string // what it says of itself
	flags              byte
}

const (
	present, verified, attested = 1, 4, 64 // flags
	right                       = "http://localhost:8080"
)

func newDevice(t *testing.T) *device {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	id := make([]byte, 16)
	rand.Read(id)
	return &device{t: t, key: key, id: id, origin: right, site: "localhost", flags: present | verified}
}

func b64(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

// data is what the authenticator signs of itself.
func (d *device) data(flags byte, rest ...byte) []byte {
	d.count++
	site := sha256.Sum256([]byte(d.site))
	return append(binary.BigEndian.AppendUint32(append(site[:], flags), d.count), rest...)
}

func (d *device) client(kind, challenge string) []byte {
	if d.kind != "" {
		kind = d.kind
	}
	return fmt.Appendf(nil, `{"type":%q,"challenge":%q,"origin":%q,"crossOrigin":false}`, kind, challenge, d.origin)
}

func (d *device) answer(response map[string]any) string {
	answer, err := json.Marshal(map[string]any{"id": b64(d.id), "rawId": b64(d.id), "type": "public-key", "response": response, "clientExtensionResults": map[string]any{}})
	if err != nil {
		d.t.Fatal(err)
	}
	return string(answer)
}

// makes answers options for a new passkey.
func (d *device) makes(options map[string]any) string {
	d.t.Helper()
	d.handle, _ = base64.RawURLEncoding.DecodeString(options["user"].(map[string]any)["id"].(string))
	point, err := d.key.PublicKey.Bytes()
	if err != nil {
		d.t.Fatal(err)
	}
	key, err := cbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
	if err != nil {
		d.t.Fatal(err)
	}
	rest := append(binary.BigEndian.AppendUint16(make([]byte, 16), uint16(len(d.id))), d.id...)
	object, err := cbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": d.data(d.flags|attested, append(rest, key...)...)})
	if err != nil {
		d.t.Fatal(err)
	}
	return d.answer(map[string]any{"clientDataJSON": b64(d.client("webauthn.create", options["challenge"].(string))), "attestationObject": b64(object)})
}

// shows answers options for a passkey that is there.
func (d *device) shows(options map[string]any) string {
	d.t.Helper()
	data, client := d.data(d.flags), d.client("webauthn.get", options["challenge"].(string))
	hash := sha256.Sum256(client)
	all := sha256.Sum256(append(append([]byte{}, data...), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, all[:])
	if err != nil {
		d.t.Fatal(err)
	}
	return d.answer(map[string]any{"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature), "userHandle": b64(d.handle)})
}

// asks begins a ceremony and returns its name and options.
func (s *someone) asks(occasion string) (ceremony string, options map[string]any) {
	s.t.Helper()
	said := s.must(200, "POST", "/api/passkeys/options", fmt.Sprintf(`{"for":%q}`, occasion))
	return said["ceremony"].(string), said["publicKey"].(map[string]any)
}

// keeps adds the device's passkey to the account.
func (s *someone) keeps(d *device, name string) map[string]any {
	s.t.Helper()
	ceremony, options := s.asks("new")
	return s.must(201, "POST", "/api/account/passkeys", fmt.Sprintf(`{"ceremony":%q,"name":%q,"answer":%s}`, ceremony, name, d.makes(options)))
}

// shown signs in with the device.
func (s *someone) shown(d *device) (int, map[string]any) {
	s.t.Helper()
	ceremony, options := s.asks("sign-in")
	return s.call("POST", "/api/session/passkey", fmt.Sprintf(`{"ceremony":%q,"answer":%s}`, ceremony, d.shows(options)))
}

func TestPasskeys(t *testing.T) {
	o := openOffice(t)
	sam := o.signsIn("Sam Example", "sam@council.example")
	laptop, phone := newDevice(t), newDevice(t)
	first := sam.keeps(laptop, "work laptop")
	sam.keeps(phone, "")
	ways := sam.must(200, "GET", "/api/account", "")["passkeys"].([]any)
	if len(ways) != 2 || ways[0].(map[string]any)["name"] != "work laptop" || ways[1].(map[string]any)["name"] != "a program" {
		t.Errorf("got %v, want two passkeys by their names", ways)
	}

	elsewhere := &someone{office: o}
	_, options := elsewhere.asks("sign-in")
	if options["userVerification"] != "required" || options["rpId"] != "localhost" || options["allowCredentials"] != nil {
		t.Errorf("got the options %v, want the person verified and no list of passkeys", options)
	}
	if status, said := elsewhere.shown(phone); status != 200 || said["account"].(map[string]any)["name"] != "Sam Example" {
		t.Errorf("with the second passkey: got %d %v, want Sam's session", status, said)
	}
	if used := elsewhere.must(200, "GET", "/api/account", "")["passkeys"].([]any)[1].(map[string]any)["used"]; used != "2026-11-27T16:00:00.000Z" {
		t.Errorf("used last: got %v", used)
	}

	before := elsewhere.cookie
	ceremony, options := elsewhere.asks("confirm")
	if got := len(options["allowCredentials"].([]any)); got != 2 {
		t.Errorf("got %d passkeys to confirm with, want 2", got)
	}
	elsewhere.must(200, "POST", "/api/session/confirmation", fmt.Sprintf(`{"ceremony":%q,"answer":%s}`, ceremony, laptop.shows(options)))
	if before == elsewhere.cookie {
		t.Error("the cookie is the same after confirming")
	}

	elsewhere.must(204, "DELETE", "/api/account/passkeys/"+first["id"].(string), "")
	if status, said := (&someone{office: o}).shown(laptop); status != 401 || said["code"] != "not-recognised" {
		t.Errorf("with a passkey that was removed: got %d %v", status, said)
	}
	last := elsewhere.must(200, "GET", "/api/account", "")["passkeys"].([]any)[0].(map[string]any)["id"].(string)
	elsewhere.must(409, "DELETE", "/api/account/passkeys/"+last, "")
}

// TestPasskeysThatAreRefused: each device answers otherwise than it should, in one way.
func TestPasskeysThatAreRefused(t *testing.T) {
	o := openOffice(t)
	sam := o.signsIn("Sam Example", "sam@council.example")
	kept := newDevice(t)
	sam.keeps(kept, "kept")
	tests := map[string]func(d *device){
		"another site's page":      func(d *device) { d.origin = "http://evil.example" },
		"a page of another port":   func(d *device) { d.origin = "http://localhost:9090" },
		"for another site":         func(d *device) { d.site = "evil.example" },
		"nobody was asked":         func(d *device) { d.flags = 0 },
		"no finger, face or PIN":   func(d *device) { d.flags = present },
		"the other kind of answer": func(d *device) { d.kind = "webauthn.other" },
		"another key":              func(d *device) { d.key = newDevice(t).key },
		"somebody else's id":       func(d *device) { d.handle = []byte("nobody") },
		"no id":                    func(d *device) { d.handle = nil },
		"a passkey nobody has":     func(d *device) { d.id = newDevice(t).id },
		"a count that went back":   func(d *device) { d.count = 0 },
	}
	for name, lie := range tests {
		kept.count += 10
		if status, said := (&someone{office: o}).shown(kept); status != 200 {
			t.Fatalf("before %s: got %d %v, want to come in", name, status, said)
		}
		liar := *kept
		lie(&liar)
		who := &someone{office: o}
		if status, said := who.shown(&liar); status != 401 || said["code"] != "not-recognised" || who.cookie != "" {
			t.Errorf("%s: got %d %v and the cookie %q, want not-recognised and none", name, status, said, who.cookie)
		}
	}
	for name, lie := range tests {
		if strings.Contains(name, "id") || strings.Contains(name, "key") || strings.Contains(name, "count") {
			continue // that is no lie of a new one
		}
		liar := newDevice(t)
		lie(liar)
		ceremony, options := sam.asks("new")
		body := fmt.Sprintf(`{"ceremony":%q,"answer":%s}`, ceremony, liar.makes(options))
		if status, said := sam.call("POST", "/api/account/passkeys", body); status != 401 || said["code"] != "not-recognised" {
			t.Errorf("a new one, %s: got %d %v, want not-recognised", name, status, said)
		}
	}
}

// TestCeremoniesAreForOnce: an answer is heard once, in time, for what it was asked, in the session that asked.
func TestCeremoniesAreForOnce(t *testing.T) {
	o := openOffice(t)
	sam, kim := o.signsIn("Sam Example", "sam@council.example"), o.signsIn("Kim Keeper", "kim@council.example")
	d := newDevice(t)
	sam.keeps(d, "kept")
	body := func(ceremony, answer string) string {
		return fmt.Sprintf(`{"ceremony":%q,"answer":%s}`, ceremony, answer)
	}
	refused := func(name string, s *someone, path, body string) {
		t.Helper()
		if status, said := s.call("POST", path, body); status != 401 || said["code"] != "not-recognised" {
			t.Errorf("%s: got %d %v, want not-recognised", name, status, said)
		}
	}
	ceremony, options := (&someone{office: o}).asks("sign-in")
	signed := body(ceremony, d.shows(options))
	(&someone{office: o}).must(200, "POST", "/api/session/passkey", signed)
	refused("the same once more", &someone{office: o}, "/api/session/passkey", signed)

	_, options = (&someone{office: o}).asks("sign-in")
	other, _ := (&someone{office: o}).asks("sign-in")
	refused("the answer to another", &someone{office: o}, "/api/session/passkey", body(other, d.shows(options)))

	ceremony, options = (&someone{office: o}).asks("sign-in")
	refused("one for a sign-in, to confirm", sam, "/api/session/confirmation", body(ceremony, d.shows(options)))

	ceremony, options = sam.asks("new")
	refused("one of Sam's, in Kim's session", kim, "/api/account/passkeys", body(ceremony, newDevice(t).makes(options)))

	ceremony, options = (&someone{office: o}).asks("sign-in")
	o.pass(5 * 60 * 1e9)
	refused("five minutes later", &someone{office: o}, "/api/session/passkey", body(ceremony, d.shows(options)))

	kim.must(409, "POST", "/api/passkeys/options", `{"for":"confirm"}`)
	(&someone{office: o}).must(403, "POST", "/api/passkeys/options", `{"for":"new"}`)
	(&someone{office: o}).must(400, "POST", "/api/passkeys/options", `{"for":"anything"}`)
	refused("no answer at all", &someone{office: o}, "/api/session/passkey", `{"ceremony":"nonsense","answer":{}}`)
}
