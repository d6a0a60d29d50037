package files

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/go-greenify/greenify/greenrt"
)

// A known is a file in which each eight bytes say where they are, and whose file it is.
type known struct {
	*os.File
	size int
	mark uint64
}

func create(t *testing.T, size int, mark uint64) *known {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(t.TempDir(), "known"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	k := &known{f, size, mark}
	all := make([]byte, size+8)
	for at := 0; at < size; at += 8 {
		binary.LittleEndian.PutUint64(all[at:], k.word(at))
	}
	if _, err := f.WriteAt(all[:size], 0); err != nil {
		t.Fatal(err)
	}
	return k
}

func (k *known) word(at int) uint64 { return uint64(at) | k.mark<<32 }

// check compares what was read at an offset with what is there.
func (k *known) check(t *testing.T, p []byte, at int) bool {
	t.Helper()
	var word [8]byte
	for i, b := range p {
		binary.LittleEndian.PutUint64(word[:], k.word((at+i)&^7))
		if b != word[(at+i)&7] {
			t.Errorf("byte %d of %d read at %d is %#x, want %#x", i, len(p), at, b, word[(at+i)&7])
			return false
		}
	}
	return true
}

// chill throws the file out of the page cache, if it is on a disk, so that the next
// reads have to wait.
func (k *known) chill(t *testing.T) {
	t.Helper()
	if err := k.Sync(); err != nil {
		t.Error(err)
	}
	const random, dontNeed = 1, 4 // POSIX_FADV_RANDOM, POSIX_FADV_DONTNEED
	for _, advice := range []uintptr{random, dontNeed} {
		if _, _, errno := syscall.Syscall6(syscall.SYS_FADVISE64, k.Fd(), 0, 0, advice, 0, 0); errno != 0 {
			t.Error(errno)
		}
	}
}

// ring reports how many calls io_uring has answered, and whether every call that may
// goes to it: there is a ring, which takes calls, and the setting check=1.
func ring() (answered uint64, all bool) {
	s := greenrt.ReadFileStats()
	_, refused := os.LookupEnv(refusedEnv)
	return s.AtOnce + s.Waited, s.Uring && checking && !refused
}

// checking is the setting check=1 of GREENRT.
var checking = slices.Contains(strings.Split(os.Getenv("GREENRT"), ","), "check=1")

// heap returns memory that is on no stack.
//
//go:noinline
func heap(size int) []byte { return make([]byte, size) }
