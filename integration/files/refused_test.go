package files

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/go-greenify/greenify/greenrt"
)

// refusedEnv names what the kernel refuses this process, as [greenrt.FileStats] says it.
const refusedEnv = "FILES_TEST_REFUSED"

// asked is whether the setting files=uring holds.
var asked = greenrt.Enabled() && slices.Contains(strings.Split(os.Getenv("GREENRT"), ","), "files=uring")

// A kernel without io_uring, one whose administrator has switched it off, and a
// container whose filter refuses it: files are read all the same, and the program can say
// why it is as it is.
func TestRefused(t *testing.T) {
	if !asked {
		return // nobody asks the kernel
	}
	const setup, enter, register = 425, 426, 427
	for _, tt := range []struct {
		call  uint32
		errno syscall.Errno
		says  string
	}{
		{setup, syscall.ENOSYS, "io_uring_setup: function not implemented"},
		{setup, syscall.EPERM, "io_uring_setup: operation not permitted"},
		{register, syscall.EPERM, "io_uring_register: operation not permitted"},
		{enter, syscall.EPERM, "io_uring_enter: operation not permitted"},
	} {
		t.Run(tt.says, func(t *testing.T) {
			if tt.call == enter && !checking {
				return // there need be nobody who calls it
			}
			cmd := child(t, "^(TestSameAnswers|TestDirect|TestWithoutRing)$")
			cmd.Env = append(cmd.Env, refusedEnv+"="+tt.says)
			if out, err := filtered(cmd, tt.call, tt.errno); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// TestWithoutRing is for the processes of TestRefused, after what else they run. In any
// other the kernel may refuse the ring or not.
func TestWithoutRing(t *testing.T) {
	readAll(t)
	s := greenrt.ReadFileStats()
	want, told := os.LookupEnv(refusedEnv)
	if !told || !asked {
		if asked == (s.Refused == "" && !s.Uring) || s.Refused != "" && s.Uring {
			t.Errorf("asked for io_uring: %t; %+v", asked, s)
		}
		want = s.Refused
	} else if s.Uring || s.Refused != want || s.AtOnce+s.Waited != 0 || checking && s.Declined == 0 {
		t.Errorf("%+v, want %q", s, want)
	}
	for _, s := range greenrt.Settings() {
		if s.Name == "files" && (s.Note != want || want != "" && s.Value != "thread") {
			t.Errorf("%+v, want %q", s, want)
		}
	}
}

// Without a descriptor to spare there is no ring; it is made when there is one.
func TestNoDescriptor(t *testing.T) {
	if out, err := child(t, "^TestLimited$", "FILES_TEST_LIMITED=1").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestLimited is for the process of TestNoDescriptor, which is not to have a ring yet.
func TestLimited(t *testing.T) {
	if os.Getenv("FILES_TEST_LIMITED") == "" {
		return
	}
	k := create(t, 64<<10, 15)
	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &old); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: 100, Max: old.Max}); err != nil {
		t.Fatal(err)
	}
	// What io_uring has in memory counts for the control group, and not as locked.
	const memlock = 8 // RLIMIT_MEMLOCK
	if err := syscall.Setrlimit(memlock, &syscall.Rlimit{}); err != nil {
		t.Fatal(err)
	}
	var all []int
	for {
		fd, err := syscall.Open(os.DevNull, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
		if err != nil {
			if !errors.Is(err, syscall.EMFILE) {
				t.Fatal(err)
			}
			break
		}
		all = append(all, fd)
	}
	readFrom(t, k)
	s := greenrt.ReadFileStats()
	if want := "io_uring_setup: too many open files"; asked && (s.Refused != want || s.Uring || s.AtOnce+s.Waited != 0) {
		t.Errorf("%+v, want %q", s, want)
	}
	for _, fd := range all {
		syscall.Close(fd)
	}
	for deadline := time.Now().Add(time.Minute); asked && !greenrt.ReadFileStats().Uring; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("%+v after a minute with descriptors", greenrt.ReadFileStats())
		}
	}
	readFrom(t, k)
	if s := greenrt.ReadFileStats(); s.Refused != "" || asked && checking && s.AtOnce+s.Waited == 0 {
		t.Errorf("%+v", s)
	}
}

// readAll reads a new file by several goroutines at a time.
func readAll(t *testing.T) {
	t.Helper()
	k := create(t, 256<<10, 14)
	k.chill(t)
	readFrom(t, k)
}

func readFrom(t *testing.T, k *known) {
	t.Helper()
	const readers, size = 8, 4096
	var wg sync.WaitGroup
	for i := range readers {
		wg.Go(func() {
			p := heap(size)
			for at := i * size; at < k.size; at += readers * size {
				if n, err := k.ReadAt(p, int64(at)); n != size || err != nil {
					t.Errorf("read %d bytes: %v", n, err)
				}
				if !k.check(t, p, at) {
					return
				}
			}
		})
	}
	wg.Wait()
}

// child returns a command that runs tests of this program in a process of their own.
func child(t *testing.T, tests string, env ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, "-test.run="+tests, "-test.count=1")
	cmd.Env = append(os.Environ(), env...)
	return cmd
}

// filtered runs cmd, to which the kernel answers errno for each system call of number
// call.
func filtered(cmd *exec.Cmd, call uint32, errno syscall.Errno) ([]byte, error) {
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	done := make(chan error)
	go func() {
		// The filter is the thread's, and what it starts inherits it. The thread ends
		// with the goroutine.
		runtime.LockOSThread()
		err := refuse(call, errno)
		if err == nil {
			err = cmd.Start()
		}
		done <- err
	}()
	if err := <-done; err != nil {
		return nil, err
	}
	err := cmd.Wait()
	return out.Bytes(), err
}

// refuse sets a filter for the calling thread (seccomp(2)).
func refuse(call uint32, errno syscall.Errno) error {
	const (
		setNoNewPrivs, setSeccomp, filter = 38, 22, 2 // PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER

		answer, allow = 0x00050000, 0x7fff0000 // SECCOMP_RET_ERRNO, SECCOMP_RET_ALLOW
	)
	// The number of the call is the first word of what the program is given.
	program := [...]syscall.SockFilter{
		{Code: syscall.BPF_LD | syscall.BPF_W | syscall.BPF_ABS, K: 0},
		{Code: syscall.BPF_JMP | syscall.BPF_JEQ | syscall.BPF_K, K: call, Jf: 1},
		{Code: syscall.BPF_RET | syscall.BPF_K, K: answer | uint32(errno)},
		{Code: syscall.BPF_RET | syscall.BPF_K, K: allow},
	}
	of := syscall.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	if _, _, errno := syscall.Syscall6(syscall.SYS_PRCTL, setNoNewPrivs, 1, 0, 0, 0, 0); errno != 0 {
		return fmt.Errorf("no_new_privs: %w", errno)
	}
	if _, _, errno := syscall.Syscall6(syscall.SYS_PRCTL, setSeccomp, filter, uintptr(unsafe.Pointer(&of)), 0, 0, 0); errno != 0 {
		return fmt.Errorf("seccomp: %w", errno)
	}
	return nil
}
