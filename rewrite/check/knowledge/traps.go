package knowledge

import "strings"

// A Wait says for what a system call can wait.
type Wait int

const (
	Never      Wait = iota // it only computes, or takes what is there
	Disk                   // a disk or a lock of the kernel: mostly short
	Descriptor             // a descriptor, unless it is in non-blocking mode
	Event                  // time, a child, a lock, another process
)

// String completes "the call ...", for findings.
func (w Wait) String() string {
	return [...]string{"never waits", "can wait for a disk", "waits for its descriptor", "waits"}[w]
}

// The calls of each kind by name. What is in no list can wait for a disk, as can
// everything that takes a path: the cautious answer for calls that are yet to come.
var (
	never = fields(`
		alarm arch_prctl bpf brk capget capset clock_adjtime clock_getres clock_gettime
		clock_settime clone clone3 dup dup2 dup3 epoll_create epoll_create1 epoll_ctl epoll_ctl_old
		eventfd eventfd2 exit exit_group fork get_robust_list get_thread_area getcpu getegid
		geteuid getgid getgroups getitimer getpeername getpgid getpgrp getpid getppid
		getpriority getresgid getresuid getrlimit getrusage getsid getsockname getsockopt
		gettid gettimeofday getuid get_mempolicy inotify_init inotify_init1 inotify_rm_watch
		io_cancel io_setup io_submit io_uring_setup io_uring_register ioperm iopl ioprio_get
		ioprio_set kcmp kill listen lseek madvise map_shadow_stack mbind membarrier
		memfd_create migrate_pages mincore mlock mlock2 mlockall mmap move_pages mprotect
		mremap munlock munlockall munmap mq_getsetattr mq_notify mseal perf_event_open
		personality pidfd_getfd pidfd_open pidfd_send_signal pipe pipe2 pkey_alloc pkey_free
		pkey_mprotect prctl prlimit64 ptrace process_vm_readv process_vm_writev
		restart_syscall rseq rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo
		rt_sigreturn rt_tgsigqueueinfo sched_get_priority_max sched_get_priority_min
		sched_getaffinity sched_getattr sched_getparam sched_getscheduler sched_rr_get_interval
		sched_setaffinity sched_setattr sched_setparam sched_setscheduler sched_yield seccomp
		semctl semget set_mempolicy set_mempolicy_home_node set_robust_list set_thread_area
		set_tid_address setdomainname setfsgid setfsuid setgid setgroups sethostname setitimer
		setns setpgid setpriority setregid setresgid setresuid setreuid setrlimit setsid
		setsockopt settimeofday setuid shmat shmctl shmdt shmget shutdown sigaltstack signalfd
		signalfd4 socket socketpair sysinfo tgkill time timer_create timer_delete
		timer_getoverrun timer_gettime timer_settime timerfd_create timerfd_gettime
		timerfd_settime times tkill umask uname unshare userfaultfd vfork`)
	// These wait for their descriptor, which is the first argument.
	descriptor = fields(`
		accept accept4 connect getdents getdents64 mq_timedreceive mq_timedsend pread64 preadv
		preadv2 pwrite64 pwritev pwritev2 read readv recvfrom recvmmsg recvmsg sendfile
		sendmmsg sendmsg sendto splice tee vmsplice write writev`)
	event = fields(`
		clock_nanosleep epoll_pwait epoll_pwait2 epoll_wait fcntl fdatasync flock fsync futex
		futex_wait futex_waitv io_getevents io_pgetevents io_uring_enter msgrcv msgsnd msync
		nanosleep pause poll ppoll pselect6 rt_sigsuspend rt_sigtimedwait select semop
		semtimedop sync sync_file_range syncfs wait4 waitid`)
	// Of ioctl it is the request that says whether it waits.
	byRequest = fields(`ioctl`)
)

func fields(s string) map[string]bool {
	m := make(map[string]bool)
	for f := range strings.FieldsSeq(s) {
		m[f] = true
	}
	return m
}

// WaitOf says for what the system call of a name, such as "flock", can wait.
func WaitOf(name string) Wait {
	switch {
	case event[name]:
		return Event
	case descriptor[name]:
		return Descriptor
	case never[name], byRequest[name]:
		return Never
	}
	return Disk
}

// An Arg gives the constant value of an argument of the system call, counted
// from 0, and reports whether it has one.
type Arg func(i int) (value int64, ok bool)

// WaitOfCall is WaitOf for a call whose arguments are known in part: most calls
// that wait have a way to say that they shall not.
func WaitOfCall(name string, arg Arg) Wait {
	is := func(i int, good func(v int64) bool) bool {
		v, ok := arg(i)
		return ok && good(v)
	}
	zero := func(v int64) bool { return v == 0 }
	quiet := false
	switch name {
	case "poll":
		quiet = is(2, zero)
	case "epoll_wait", "epoll_pwait":
		quiet = is(3, zero)
	case "wait4":
		quiet = is(2, func(v int64) bool { return v&1 != 0 }) // WNOHANG
	case "waitid":
		quiet = is(3, func(v int64) bool { return v&1 != 0 })
	case "fcntl": // F_SETLKW, F_OFD_SETLKW
		quiet = is(1, func(v int64) bool { return v != 7 && v != 38 })
	case "flock": // LOCK_NB, LOCK_UN
		quiet = is(1, func(v int64) bool { return v&(4|8) != 0 })
	case "futex": // all but FUTEX_WAIT, FUTEX_LOCK_PI, FUTEX_WAIT_BITSET and the requeueing waits
		quiet = is(1, func(v int64) bool { op := v & 0x7f; return op != 0 && op != 6 && op != 9 && op != 11 && op != 13 })
	case "io_getevents", "io_pgetevents":
		quiet = is(1, zero)
	case "io_uring_enter": // min_complete
		quiet = is(2, zero)
	case "recvfrom", "sendto", "recvmmsg", "sendmmsg":
		quiet = is(3, nonblocking)
	case "recvmsg", "sendmsg":
		quiet = is(2, nonblocking)
	case "ioctl": // TCSBRK, TCSETSW, TCSETSF, TCSBRKP, FIFREEZE
		if is(1, func(v int64) bool {
			return v == 0x5409 || v == 0x5403 || v == 0x5404 || v == 0x5425 || v == 0xc0045877
		}) {
			return Event
		}
	}
	if quiet {
		return Never
	}
	return WaitOf(name)
}

// nonblocking looks for MSG_DONTWAIT among the flags of a socket call.
func nonblocking(flags int64) bool { return flags&0x40 != 0 }

// Polls reports whether a system call waits for several descriptors at once.
func Polls(name string) bool { return polls[name] }

var polls = fields(`select pselect6 poll ppoll epoll_wait epoll_pwait epoll_pwait2`)

// Loops reports whether a system call is what an event loop turns around.
func Loops(name string) bool { return loops[name] }

var loops = fields(`epoll_wait epoll_pwait epoll_pwait2 io_uring_enter io_getevents io_pgetevents`)
