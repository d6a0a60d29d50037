package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// A file system whose every answer that matters comes late. The kernel's side is
// the real one, so that the calls block as they do on a disk or a network share
// that stalls: in the kernel, not to be interrupted, with nothing to poll.
//
// It has one file. The server is this program, started anew: a process that waits
// for itself in the kernel cannot be killed.

// slowFile is the file's name; the names that are looked up besides it do not exist.
const slowFile = "slow"

// openSlow mounts the file system and opens the file. The mount is in a name
// space of its own, in which one thread lived and the server lives, so that nobody
// else sees it and that it is gone with them. The name leads there through the
// server's root.
func openSlow(b *bed) (f *os.File, name string, err error) {
	dir := filepath.Join(b.dir, "mnt")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, "", err
	}
	dev, err := os.OpenFile("/dev/fuse", os.O_RDWR, 0)
	if err != nil {
		return nil, "", fmt.Errorf("%w: %w", errForbidden, err)
	}
	defer dev.Close()
	self, err := os.Executable()
	if err != nil {
		return nil, "", err
	}
	server := exec.Command(self)
	server.Env = append(os.Environ(), helperVar+"=fuse")
	server.ExtraFiles = []*os.File{dev}
	server.Stderr = os.Stderr
	mounted := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocks: the thread ends with the goroutine
		mounted <- func() error {
			if err := syscall.Unshare(syscall.CLONE_NEWNS); err != nil {
				return fmt.Errorf("%w: unshare: %w", errForbidden, err)
			}
			if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
				return fmt.Errorf("%w: mount: %w", errForbidden, err) // after a chroot
			}
			options := fmt.Sprintf("fd=%d,rootmode=40000,user_id=%d,group_id=%d", dev.Fd(), os.Getuid(), os.Getgid())
			if err := syscall.Mount("blocking", dir, "fuse", 0, options); err != nil {
				return fmt.Errorf("%w: mount: %w", errForbidden, err)
			}
			return server.Start()
		}()
	}()
	if err := <-mounted; err != nil {
		return nil, "", err
	}
	b.atEnd(func() {
		server.Process.Kill()
		server.Wait()
	})
	name = fmt.Sprintf("/proc/%d/root%s/%s", server.Process.Pid, dir, slowFile)
	f, err = os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return nil, "", err
	}
	b.closing(f)
	return f, name, nil
}

// The kernel's numbers and sizes: include/uapi/linux/fuse.h.
const (
	fuseOpLookup      = 1
	fuseOpForget      = 2
	fuseOpGetattr     = 3
	fuseOpOpen        = 14
	fuseOpRead        = 15
	fuseOpRelease     = 18
	fuseOpFsync       = 20
	fuseOpFlush       = 25
	fuseOpInit        = 26
	fuseOpInterrupt   = 36
	fuseOpBatchForget = 42 // forget, of many
	fuseInHeader      = 40
)

// serveFuse answers what comes by descriptor 3 until the file system is gone.
func serveFuse() error {
	const dev = 3
	request := make([]byte, 1<<20)
	for {
		n, err := syscall.Read(dev, request)
		switch {
		case err == syscall.ENODEV:
			return nil
		case err == syscall.EINTR, err == syscall.ENOENT: // the asker is gone
			continue
		case err != nil:
			return err
		case n < fuseInHeader:
			return fmt.Errorf("request of %d bytes", n)
		}
		le := binary.LittleEndian
		op, unique := le.Uint32(request[4:]), request[8:16]
		if op == fuseOpForget || op == fuseOpInterrupt || op == fuseOpBatchForget {
			continue // have no answer
		}
		body, errno := fuseAnswer(op, le.Uint64(request[16:]), request[fuseInHeader:n])
		var answer []byte
		answer = le.AppendUint32(answer, uint32(16+len(body)))
		answer = le.AppendUint32(answer, uint32(-int32(errno)))
		answer = append(append(answer, unique...), body...)
		if _, err := syscall.Write(dev, answer); err != nil && err != syscall.ENOENT {
			return err
		}
	}
}

func fuseAnswer(op uint32, node uint64, in []byte) (out []byte, errno syscall.Errno) {
	le := binary.LittleEndian
	switch op {
	case fuseOpInit:
		out = make([]byte, 64)
		le.PutUint32(out, 7)         // version
		le.PutUint32(out[4:], 31)    // 7.31
		le.PutUint32(out[20:], 4096) // largest write
		return out, 0
	case fuseOpLookup:
		if strings.TrimRight(string(in), "\x00") != slowFile {
			time.Sleep(lasting)
			return nil, syscall.ENOENT
		}
		out = make([]byte, 40) // node and validity, none
		le.PutUint64(out, 2)
		return append(out, fuseAttr(2)...), 0
	case fuseOpGetattr:
		return append(make([]byte, 16), fuseAttr(node)...), 0
	case fuseOpOpen:
		out = make([]byte, 16)
		le.PutUint32(out[8:], 1) // FOPEN_DIRECT_IO: nothing is cached
		return out, 0
	case fuseOpRead:
		time.Sleep(lasting)
		return []byte("x"), 0
	case fuseOpFsync:
		time.Sleep(lasting)
		return nil, 0
	case fuseOpRelease, fuseOpFlush:
		return nil, 0
	}
	return nil, syscall.ENOSYS
}

// fuseAttr is a directory's or the file's struct fuse_attr.
func fuseAttr(node uint64) []byte {
	attr := make([]byte, 88)
	le := binary.LittleEndian
	mode := uint32(syscall.S_IFREG | 0o600)
	if node == 1 {
		mode = syscall.S_IFDIR | 0o700
	}
	le.PutUint64(attr, node)
	le.PutUint64(attr[8:], 1<<20) // size
	le.PutUint32(attr[60:], mode)
	le.PutUint32(attr[64:], 1) // links
	return attr
}
