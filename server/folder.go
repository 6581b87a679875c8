package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

var errInUse = errors.New("is in use by another Strategy Room")

// openFolder makes the data folder if it is not there, for this user only, and holds it for this process until the
// returned value is closed. A second server on the same folder would write over the first.
func openFolder(path string) (io.Closer, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("cannot make the data folder %s (%w): choose another with --data", path, cause(err))
	}
	lock, err := os.OpenFile(filepath.Join(path, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("cannot use the data folder %s (%w): choose another with --data", path, cause(err))
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		lock.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("the data folder %s %w: stop it or choose another with --data", path, errInUse)
		}
		return nil, fmt.Errorf("cannot lock the data folder %s (%w): choose another with --data", path, err)
	}
	return lock, nil
}

// defaultFolder is where this user's programs keep their data; below the working folder if the system does not say.
func defaultFolder() string {
	if folder := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(folder) {
		return filepath.Join(folder, "strategyroom")
	}
	home, err := os.UserHomeDir()
	switch {
	case err != nil:
		return "strategyroom-data"
	case runtime.GOOS == "darwin":
		return filepath.Join(home, "Library", "Application Support", "strategyroom")
	}
	return filepath.Join(home, ".local", "share", "strategyroom")
}
