package seal_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"strategyroom/server/seal"
)

// TestFullDisk starts for the first time on disks that are full after 0, 1, 2 … blocks, and again once there is room.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=64k"); err != nil {
		t.Skip("only root can make a small disk:", err)
	}
	defer syscall.Unmount(dir, syscall.MNT_DETACH)
	page := os.Getpagesize()
	ballast := filepath.Join(dir, "ballast")
	failed := 0
	for free := range 8 {
		if err := os.WriteFile(ballast, make([]byte, 64<<10-free*page), 0o600); err != nil {
			t.Fatal(err)
		}
		data := filepath.Join(dir, "data")
		full := seal.Open(data, "", now)
		if err := full.Problem(now); err != nil {
			failed++
			if !strings.Contains(err.Error(), "no space left on device") {
				t.Errorf("%d blocks free: got %v", free, err)
			}
		}
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
		k := seal.Open(data, "", now)
		if err := k.Problem(now); err != nil {
			t.Fatalf("after %d blocks free: %v", free, err)
		}
		if full.Root() != nil && !k.Root().Equal(full.Root()) {
			t.Errorf("after %d blocks free: another root", free)
		}
		sealed(t, k, now, k.Root())
		for _, name := range files(t, filepath.Join(data, "seal")) {
			if strings.Contains(name, ".part") {
				t.Errorf("after %d blocks free: %s is there", free, name)
			}
		}
		os.RemoveAll(data)
	}
	if failed < 3 {
		t.Error("only", fmt.Sprint(failed), "starts found the disk full")
	}
}
