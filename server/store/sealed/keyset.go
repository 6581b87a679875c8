package sealed

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// File is the name of the keyset's file where nothing else is said: JSON in Tink's form, for its owner alone (0600).
const File = "data-keys.json"

// Keyset is the keys that data keys are wrapped with; the primary one wraps, all of them unwrap.
type Keyset struct {
	path  string
	using sync.RWMutex // see share and lock
	disk  sync.Mutex   // held while the file is read or written: what is held is what was there last

	mu     sync.RWMutex
	handle *keyset.Handle
	aead   tink.AEAD
}

// Read reads the keyset in a file. The error is one line; errors.Is finds fs.ErrNotExist where there is none.
func Read(path string) (*Keyset, error) {
	k := &Keyset{path: path}
	return k, k.read()
}

func (k *Keyset) read() error {
	k.disk.Lock()
	defer k.disk.Unlock()
	about, err := os.Stat(k.path)
	if err != nil {
		return k.fault(bare(err))
	}
	if mode := about.Mode().Perm(); mode&0o077 != 0 {
		return k.fault(fmt.Errorf("others than its owner can use it (%04o): chmod 600 it, and think about who may have copied it", mode))
	}
	text, err := os.ReadFile(k.path)
	if err != nil {
		return k.fault(bare(err))
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(text)))
	if err == nil {
		err = k.hold(handle)
	}
	if err != nil { // what Tink says might repeat what it read
		return k.fault(errors.New("it is not a keyset of this program, or not whole"))
	}
	return nil
}

func (k *Keyset) hold(handle *keyset.Handle) error {
	made, err := aead.New(handle)
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.handle, k.aead = handle, made
	return nil
}

// fault says of which file an error is.
func (k *Keyset) fault(err error) error {
	return fmt.Errorf("the data keys in %s cannot be used: %w", k.path, err)
}

// bare is the error without the path that the sentence around it has already.
func bare(err error) error {
	var named *fs.PathError
	if errors.As(err, &named) {
		return named.Err
	}
	return err
}

// generate makes a keyset with one key in a file that is not there, or reads that which somebody else makes meanwhile.
func generate(path string) (k *Keyset, made bool, err error) {
	k = &Keyset{path: path}
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err == nil {
		err = k.write(handle, os.Link) // which does not write over another
	}
	if errors.Is(err, fs.ErrExist) {
		return k, false, k.read()
	}
	if err != nil {
		return nil, false, k.fault(bare(err))
	}
	return k, true, nil
}

// write puts the keyset into its file, by a link or by a new name, when it is whole and on the disk, and uses it from
// then on.
func (k *Keyset) write(handle *keyset.Handle, put func(from, to string) error) error {
	k.disk.Lock()
	defer k.disk.Unlock()
	var text bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&text)); err != nil {
		return err
	}
	part := k.path + "." + rand.Text()[:8] + ".part"
	if err := writeNew(part, append(text.Bytes(), '\n')); err != nil {
		return err
	}
	defer os.Remove(part)
	if err := put(part, k.path); err != nil {
		return err
	}
	return errors.Join(syncFolder(filepath.Dir(k.path)), k.hold(handle))
}

// share reads the keys again and keeps everybody, also in other processes that use the file, from changing them until
// done is called: a key that is wrapped and kept meanwhile is there for whoever changes them next.
func (k *Keyset) share(ctx context.Context) (done func(), err error) {
	k.using.RLock()
	return k.locked(ctx, os.O_RDONLY, syscall.LOCK_SH, k.using.RUnlock)
}

// lock reads the keys again, to be changed, and keeps everybody else from changing and sharing them until done is called.
func (k *Keyset) lock(ctx context.Context) (done func(), err error) {
	k.using.Lock()
	return k.locked(ctx, os.O_RDWR, syscall.LOCK_EX, k.using.Unlock)
}

// lockStep is how long to wait before a lock is asked for again: the system's own wait would not end with a context.
const lockStep = 5 * time.Millisecond

func (k *Keyset) locked(ctx context.Context, open, how int, done func()) (func(), error) {
	file, err := os.OpenFile(k.path+".lock", open|os.O_CREATE, 0o600) // which stays: the keys' own file is replaced
	switch {
	case err == nil:
		for err = tryLock(file, how); errors.Is(err, syscall.EWOULDBLOCK); err = tryLock(file, how) {
			select {
			case <-ctx.Done():
				err = ctx.Err()
			case <-time.After(lockStep):
				continue
			}
			break
		}
	case how == syscall.LOCK_SH && (errors.Is(err, syscall.EROFS) || errors.Is(err, fs.ErrPermission)):
		err = nil // keys on a disk that is only read are not changed from here
	}
	if err != nil {
		err = k.fault(bare(err))
	} else {
		err = k.read() // somebody else may have changed them before
	}
	if err != nil {
		file.Close() // which may be none
		done()
		return nil, err
	}
	return func() { file.Close(); done() }, nil
}

func tryLock(file *os.File, how int) error { return syscall.Flock(int(file.Fd()), how|syscall.LOCK_NB) }

// writeNew writes a file that must not be there yet, for its owner alone, and leaves none that is not whole.
func writeNew(path string, text []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		os.Remove(path)
	}
	return err
}

func syncFolder(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// Backup copies the keyset into a file that must not be there yet, for its owner alone.
func (k *Keyset) Backup(file string) error {
	text, err := os.ReadFile(k.path)
	if err == nil {
		err = writeNew(file, text)
	}
	if err == nil {
		err = syncFolder(filepath.Dir(file))
	}
	return err
}

// about binds a wrapped key to what it is the key of.
func about(id string) []byte { return []byte("strategyroom data key 1\x00" + id) }

func (k *Keyset) wrap(key []byte, id string) ([]byte, error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.aead.Encrypt(key, about(id))
}

// unwrap is the data key, read with any key of the keyset. Where none fits the file is read again: another server may
// have got a new one.
func (k *Keyset) unwrap(wrapped []byte, id string) ([]byte, error) {
	open := func() ([]byte, error) {
		k.mu.RLock()
		defer k.mu.RUnlock()
		return k.aead.Decrypt(wrapped, about(id))
	}
	key, err := open()
	if err != nil {
		if err := k.read(); err != nil {
			return nil, err
		}
		if key, err = open(); err != nil {
			return nil, k.fault(ErrOtherKeyset)
		}
	}
	return key, nil
}

// current is the keys as they are held.
func (k *Keyset) current() *keyset.Handle {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.handle
}

// single reports whether there is no key but the primary one.
func (k *Keyset) single() bool { return k.current().Len() == 1 }

// renew adds a new primary key. Those before it stay until they are dropped.
func (k *Keyset) renew() error {
	manager := keyset.NewManagerFromHandle(k.current())
	id, err := manager.Add(aead.AES256GCMKeyTemplate())
	if err == nil {
		err = manager.SetPrimary(id)
	}
	return k.manage(manager, err)
}

// drop takes away all keys but the primary one.
func (k *Keyset) drop() error {
	handle := k.current()
	info := handle.KeysetInfo()
	manager := keyset.NewManagerFromHandle(handle)
	var err error
	for _, key := range info.GetKeyInfo() {
		if key.GetKeyId() != info.GetPrimaryKeyId() {
			err = errors.Join(err, manager.Delete(key.GetKeyId()))
		}
	}
	return k.manage(manager, err)
}

func (k *Keyset) manage(manager *keyset.Manager, err error) error {
	var handle *keyset.Handle
	if err == nil {
		handle, err = manager.Handle()
	}
	if err == nil {
		err = k.write(handle, os.Rename)
	}
	if err != nil {
		return k.fault(bare(err))
	}
	return nil
}
