package seal_test

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/pdf"
	"strategyroom/server/seal"
)

var now = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// sealed seals a document by keys and checks it under a root.
func sealed(t *testing.T, k *seal.Keys, at time.Time, root *x509.Certificate) pdf.Checked {
	t.Helper()
	file, err := pdf.Draw(meeting.Document{Title: "Minutes"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := k.Signature(at)
	if err != nil {
		t.Fatal(err)
	}
	out, err := pdf.Seal(file, s)
	if err != nil {
		t.Fatal(err)
	}
	checked, err := pdf.Check(out.File, []*x509.Certificate{root})
	if err != nil || !checked.Trusted {
		t.Fatalf("got %+v, %v", checked, err)
	}
	return checked
}

func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	all, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range all {
		about, err := entry.Info()
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, fmt.Sprintf("%s %04o", entry.Name(), about.Mode().Perm()))
	}
	return names
}

func TestFirstStart(t *testing.T) {
	data := t.TempDir()
	k := seal.Open(data, "Example County Council", now)
	if err := k.Problem(now); err != nil || !k.Made() || k.Warning(now) != "" {
		t.Fatalf("got %v, made %t, %q", err, k.Made(), k.Warning(now))
	}
	if got, want := files(t, filepath.Join(data, "seal")), []string{"leaf.key 0600", "root.key 0600", "root.pem 0600"}; !slices.Equal(got, want) {
		t.Errorf("got files %q, want %q", got, want)
	}
	if about, _ := os.Stat(filepath.Join(data, "seal")); about.Mode().Perm() != 0o700 {
		t.Errorf("got folder %v, want 0700", about.Mode())
	}
	checked := sealed(t, k, now, k.Root())
	if checked.Name != "Example County Council" || !checked.Root.Equal(k.Root()) {
		t.Errorf("sealed as %q under %s", checked.Name, checked.Root.Subject)
	}
	root, leaf := k.Root(), k.Leaf()
	if !root.IsCA || root.MaxPathLen != 0 || !root.NotAfter.Equal(now.AddDate(10, 0, 0)) {
		t.Errorf("got root with CA %t, path %d, until %s", root.IsCA, root.MaxPathLen, root.NotAfter)
	}
	if !leaf.NotAfter.Equal(now.AddDate(2, 0, 0)) || leaf.KeyUsage != x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment ||
		len(leaf.ExtKeyUsage) != 1 || len(leaf.UnknownExtKeyUsage) != 1 {
		t.Errorf("got leaf until %s, usage %b %v %v", leaf.NotAfter, leaf.KeyUsage, leaf.ExtKeyUsage, leaf.UnknownExtKeyUsage)
	}
	again := seal.Open(data, "Another name", now)
	if again.Made() || !again.Leaf().Equal(leaf) {
		t.Error("a second start made other keys")
	}
	if got := sealed(t, again, now, root); got.Name != "Another name" {
		t.Errorf("sealed as %q", got.Name)
	}
}

// TestDates walks through the life of a leaf.
func TestDates(t *testing.T) {
	k := seal.Open(t.TempDir(), "", now)
	tests := []struct {
		at            time.Time
		problem, warn string
	}{
		{now.AddDate(0, 0, -2), "is not valid before 23 November 2026", "Nothing can be sealed"},
		{now, "", ""},
		{now.AddDate(2, 0, -31), "", ""},
		{now.AddDate(2, 0, -30), "", "expires on 24 November 2028: nothing can be sealed after that."},
		{now.AddDate(2, 0, 0), "", "expires on 24 November 2028"},
		{now.AddDate(2, 0, 1), "has expired, on 24 November 2028", "Nothing can be sealed"},
	}
	for _, test := range tests {
		_, err := k.Signature(test.at)
		if got := fmt.Sprint(err); !strings.Contains(got, test.problem) || (err == nil) != (test.problem == "") {
			t.Errorf("%s: got %v, want %q", test.at, err, test.problem)
		}
		if got := k.Warning(test.at); !strings.Contains(got, test.warn) || (got == "") != (test.warn == "") {
			t.Errorf("%s: got warning %q, want %q", test.at, got, test.warn)
		}
	}
}

// TestUnusable holds that damaged keys are told, never used, never replaced, and that nothing panics.
func TestUnusable(t *testing.T) {
	other := t.TempDir()
	seal.Open(other, "", now)
	copyOf := func(from, to string) func(t *testing.T, dir string) {
		return func(t *testing.T, dir string) {
			content, err := os.ReadFile(filepath.Join(other, "seal", from))
			if err == nil {
				err = os.WriteFile(filepath.Join(dir, to), content, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	tests := []struct {
		name   string
		damage func(t *testing.T, dir string)
		want   string
	}{
		{"a key for all to read", func(t *testing.T, dir string) { os.Chmod(filepath.Join(dir, "leaf.key"), 0o644) },
			"leaf.key can be used by others than its owner (0644): chmod 600 it"},
		{"the root's key for the group", func(t *testing.T, dir string) { os.Chmod(filepath.Join(dir, "root.key"), 0o640) },
			"root.key can be used by others than its owner (0640)"},
		{"no root", func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, "root.pem")) }, "root.pem: no such file"},
		{"an empty key", func(t *testing.T, dir string) { os.Truncate(filepath.Join(dir, "leaf.key"), 0) },
			"leaf.key holds neither a certificate nor a key"},
		{"half a key", func(t *testing.T, dir string) { os.Truncate(filepath.Join(dir, "leaf.key"), 800) }, "there is no key in leaf.key"},
		{"another key", func(t *testing.T, dir string) {
			k := read(t, filepath.Join(dir, "leaf.key"))
			o := read(t, filepath.Join(other, "seal", "leaf.key"))
			cut := []byte("-----BEGIN PRIVATE KEY")
			os.WriteFile(filepath.Join(dir, "leaf.key"), append(k[:bytes.Index(k, cut)], o[bytes.Index(o, cut):]...), 0o600)
		}, "the key does not fit its certificate"},
		{"garbage", func(t *testing.T, dir string) { os.WriteFile(filepath.Join(dir, "leaf.key"), []byte("hello"), 0o600) }, "neither"},
		{"the key of a root", copyOf("root.key", "leaf.key"), "the key does not fit its certificate"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			data := t.TempDir()
			seal.Open(data, "", now)
			test.damage(t, filepath.Join(data, "seal"))
			before := files(t, filepath.Join(data, "seal"))
			k := seal.Open(data, "", now)
			_, err := k.Signature(now)
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if after := files(t, filepath.Join(data, "seal")); !slices.Equal(before, after) {
				t.Errorf("files were %q, are %q", before, after)
			}
			if k.Warning(now) == "" {
				t.Error("no warning")
			}
			k.Leaf()
			k.Root()
		})
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// TestInterrupted starts again from whatever a first start left behind when it was cut off.
func TestInterrupted(t *testing.T) {
	tests := []struct {
		name string
		gone []string
		same bool // the root is still that of before
	}{
		{"nothing but the root's key", []string{"root.pem", "leaf.key"}, false},
		{"no leaf", []string{"leaf.key"}, true},
	}
	for _, test := range tests {
		data := t.TempDir()
		first := seal.Open(data, "", now)
		for _, name := range test.gone {
			os.Remove(filepath.Join(data, "seal", name))
			os.WriteFile(filepath.Join(data, "seal", name+".part"), []byte("-----BEGIN"), 0o600)
		}
		k := seal.Open(data, "", now)
		if err := k.Problem(now); err != nil || !k.Made() || k.Root().Equal(first.Root()) != test.same {
			t.Errorf("%s: got %v, made %t", test.name, err, k.Made())
			continue
		}
		sealed(t, k, now, k.Root())
		if got := files(t, filepath.Join(data, "seal")); len(got) != 3 {
			t.Errorf("%s: files %q are there", test.name, got)
		}
	}
}

func TestRotate(t *testing.T) {
	data := t.TempDir()
	first := seal.Open(data, "Example County Council", now)
	moved := filepath.Join(t.TempDir(), "kept.key")
	if err := os.Rename(filepath.Join(data, "seal", "root.key"), moved); err != nil {
		t.Fatal(err)
	}
	sealed(t, seal.Open(data, "", now), now, first.Root()) // works without the root's key
	later := now.AddDate(1, 11, 0)
	if _, err := seal.Rotate(data, "", later); err == nil || !strings.Contains(err.Error(), "say where it is with --root-key") {
		t.Errorf("without the root's key: got %v", err)
	}
	other := t.TempDir()
	seal.Open(other, "", now)
	if _, err := seal.Rotate(data, filepath.Join(other, "seal", "root.key"), later); err == nil ||
		!strings.Contains(err.Error(), "is not the key of the root") {
		t.Errorf("with another root's key: got %v", err)
	}
	k, err := seal.Rotate(data, moved, later)
	if err != nil {
		t.Fatal(err)
	}
	if k.Leaf().Equal(first.Leaf()) || !k.Root().Equal(first.Root()) || !k.Leaf().NotAfter.Equal(later.AddDate(2, 0, 0)) {
		t.Errorf("got leaf %s until %s", k.Leaf().Subject, k.Leaf().NotAfter)
	}
	sealed(t, seal.Open(data, "", later), later, first.Root())
	old := filepath.Join(data, "seal", fmt.Sprintf("leaf-%x.pem", first.Leaf().SerialNumber))
	block, _ := pem.Decode(read(t, old))
	if block == nil || !bytes.Equal(block.Bytes, first.Leaf().Raw) || strings.Contains(string(read(t, old)), "PRIVATE") {
		t.Errorf("the old certificate is not kept as %s", old)
	}
	if k, err = seal.Rotate(data, moved, now.AddDate(9, 0, 0)); err != nil || !k.Leaf().NotAfter.Equal(k.Root().NotAfter) {
		t.Errorf("a leaf that would outlive its root: %v", err)
	}
	if _, err := seal.Rotate(data, moved, now.AddDate(10, 0, 1)); err == nil || !strings.Contains(err.Error(), "the root has expired") {
		t.Errorf("an expired root: got %v", err)
	}
}

// TestPlaceThatCannotBe opens keys where none can be written.
func TestPlaceThatCannotBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	k := seal.Open(file, "", now)
	if err := k.Problem(now); err == nil || !strings.Contains(err.Error(), "not a directory") {
		t.Errorf("got %v", err)
	}
	var none *seal.Keys
	if _, err := none.Signature(now); err == nil || none.Root() != nil || none.Warning(now) == "" {
		t.Errorf("no keys: got %v, %v", err, none.Root())
	}
	if _, err := seal.Read(t.TempDir()); err == nil || !strings.Contains(err.Error(), "there are no keys") {
		t.Errorf("got %v", err)
	}
}
