package main

import (
	"bytes"
	"syscall"
	"unsafe"
)

// asleep reports whether all threads of the process but the caller's sleep, in each of a hundred
// looks a millisecond apart. Then nobody is on the way to run whoever should, and a machine
// that has other work is no excuse: a thread that waits for a processor does not sleep, nor
// does one that waits for a disk.
//
// It enters the kernel raw and takes no memory: whatever the scheduler hears of may have it
// wake whom it had forgotten. One goroutine at a time calls it.
//
//greenify:off
func asleep() bool {
	for range 100 {
		if awake() {
			return false
		}
		ms := syscall.Timespec{Nsec: 1e6}
		syscall.RawSyscall(syscall.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&ms)), 0, 0)
	}
	return true
}

// awake reports whether a thread runs, or waits for something that is sure to come.
//
//greenify:off
func awake() bool {
	const tasks = "/proc/self/task/" // has a directory for each thread
	var name [64]byte
	copy(name[:], tasks)
	dir, ok := openRaw(&name)
	if !ok {
		fail("no %s", tasks)
	}
	defer syscall.RawSyscall(syscall.SYS_CLOSE, dir, 0, 0)
	self := gettid()
	for {
		n, _, errno := syscall.RawSyscall(syscall.SYS_GETDENTS64, dir, uintptr(unsafe.Pointer(&entries)), unsafe.Sizeof(entries))
		if errno != 0 {
			fail("getdents of %s: %v", tasks, errno)
		}
		if n == 0 {
			return false
		}
		for list := entries[:n]; len(list) > 0; {
			// A struct linux_dirent64: the entry's length, after two numbers of 8 bytes each,
			// a byte for its type, and its name.
			next := int(list[16]) | int(list[17])<<8
			tid, _, _ := bytes.Cut(list[19:next], []byte{0})
			list = list[next:]
			if tid[0] == '.' || decimal(tid) == self {
				continue
			}
			end := copy(name[len(tasks):], tid) + len(tasks)
			copy(name[end:], "/stat\x00")
			if s := state(&name); s == 'R' || s == 'D' {
				return true
			}
		}
	}
}

// entries is for what awake reads.
var entries [8 << 10]byte

// state returns the state in a thread's file stat, and 0 if the thread has ended.
//
//greenify:off
func state(name *[64]byte) byte {
	file, ok := openRaw(name)
	if !ok {
		return 0
	}
	defer syscall.RawSyscall(syscall.SYS_CLOSE, file, 0, 0)
	var text [128]byte
	n, _, errno := syscall.RawSyscall(syscall.SYS_READ, file, uintptr(unsafe.Pointer(&text)), unsafe.Sizeof(text))
	if errno != 0 {
		return 0
	}
	// The number, the name in brackets, which may hold brackets as well, and the state.
	i := bytes.LastIndex(text[:n], []byte(") "))
	if i < 0 || i+2 >= int(n) {
		fail("a thread without a state")
	}
	return text[i+2]
}

// openRaw opens a file whose name ends with a zero.
//
//greenify:off
func openRaw(name *[64]byte) (fd uintptr, ok bool) {
	const here = ^uintptr(99) // AT_FDCWD
	fd, _, errno := syscall.RawSyscall6(syscall.SYS_OPENAT, here, uintptr(unsafe.Pointer(name)), syscall.O_RDONLY|syscall.O_CLOEXEC, 0, 0, 0)
	return fd, errno == 0
}

func decimal(text []byte) (n int) {
	for _, c := range text {
		n = 10*n + int(c-'0')
	}
	return n
}
