package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
)

// Regular files. They never go to the poller: each call blocks its thread for as
// long as the file system takes.

func init() {
	add(
		&way{name: "cold-read", does: "os.File.Read, 64 MB that are not cached", setup: coldRead},
		&way{name: "fsync", does: "os.File.Sync of 16 MB", setup: fsync},
		&way{name: "fuse-read", does: "os.File.Read, the file system is slow", least: least, setup: fuseRead},
		&way{name: "fuse-fsync", does: "os.File.Sync, the file system is slow", least: least, setup: fuseSync},
		&way{name: "fuse-stat", does: "os.Stat, the file system is slow", least: least, setup: fuseStat},
	)
}

func coldRead(b *bed) (func() error, error) {
	const size = 64 << 20
	f, err := os.Create(filepath.Join(b.dir, "large"))
	if err != nil {
		return nil, err
	}
	b.closing(f)
	chunk := make([]byte, 1<<20)
	for range size / len(chunk) {
		if _, err := f.Write(chunk); err != nil {
			return nil, err
		}
	}
	b.before = func() error {
		// Only clean pages can be dropped.
		if err := f.Sync(); err != nil {
			return err
		}
		const dontNeed = 4 // POSIX_FADV_DONTNEED
		if _, _, errno := syscall.Syscall6(syscall.SYS_FADVISE64, f.Fd(), 0, size, dontNeed, 0, 0); errno != 0 {
			return errno
		}
		_, err := f.Seek(0, io.SeekStart)
		return err
	}
	return func() error {
		for range size / len(chunk) {
			if _, err := io.ReadFull(f, chunk); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

func fsync(b *bed) (func() error, error) {
	f, err := os.Create(filepath.Join(b.dir, "written"))
	if err != nil {
		return nil, err
	}
	b.closing(f)
	b.before = func() error {
		_, err := f.WriteAt(make([]byte, 16<<20), 0)
		return err
	}
	return f.Sync, nil
}

func fuseRead(b *bed) (func() error, error) {
	f, _, err := openSlow(b)
	if err != nil {
		return nil, err
	}
	return func() error {
		_, err := f.Read(make([]byte, 1))
		return err
	}, nil
}

func fuseSync(b *bed) (func() error, error) {
	f, _, err := openSlow(b)
	if err != nil {
		return nil, err
	}
	return f.Sync, nil
}

// fuseStat blocks in a call that names no descriptor.
func fuseStat(b *bed) (func() error, error) {
	_, name, err := openSlow(b)
	if err != nil {
		return nil, err
	}
	return func() error {
		_, err := os.Stat(filepath.Join(filepath.Dir(name), "no such file"))
		if !errors.Is(err, os.ErrNotExist) {
			return err
		}
		return nil
	}, nil
}
