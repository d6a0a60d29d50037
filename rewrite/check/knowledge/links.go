package knowledge

import "strings"

// Linked reports whether a symbol, as in "runtime.gopark", is one that a linkname
// should not reach in a green program: it parks, wakes or switches goroutines,
// waits, or belongs to the poller.
//
// Not in the list, although they belong to the scheduler: procPin and procUnpin,
// which keep a greenlet on its processor for a few instructions and cannot wait;
// clocks, hashes, maps and memory, by far the most common linknames.
func Linked(symbol string) bool {
	if links[symbol] {
		return true
	}
	for _, prefix := range []string{"internal/poll.runtime_poll", "runtime.netpoll", "runtime.poll_runtime_", "internal/runtime/syscall"} {
		if strings.HasPrefix(symbol, prefix) {
			return true
		}
	}
	return false
}

var links = symbols("runtime", `
	gopark goparkunlock goready ready park_m mcall systemstack schedule findRunnable
	execute gosched_m goschedImpl goyield newproc newproc1 goexit0 gopreempt_m
	semacquire semacquire1 semrelease semrelease1 semasleep semawakeup
	notesleep notetsleep notetsleepg notewakeup futexsleep futexwakeup
	usleep osyield procyield sync_runtime_doSpin sync_runtime_canSpin
	sync_runtime_Semacquire sync_runtime_Semrelease sync_runtime_SemacquireWaitGroup
	sync_runtime_SemacquireRWMutex sync_runtime_SemacquireRWMutexR
	internal_sync_runtime_SemacquireMutex internal_sync_runtime_Semrelease
	internal_sync_runtime_doSpin internal_sync_runtime_canSpin
	notifyListWait notifyListNotifyAll notifyListNotifyOne notifyListAdd
	entersyscall exitsyscall entersyscallblock reentersyscall
	lock unlock lock2 unlock2 stopTheWorld startTheWorld stopTheWorldGC
	startTheWorldGC handoffp stopm startm lockOSThread unlockOSThread
	chansend chanrecv selectgo block acquirem releasem coroswitch newcoro
	timeSleep asmcgocall`,
	"sync", `runtime_Semacquire runtime_Semrelease runtime_SemacquireWaitGroup runtime_SemacquireRWMutex
	runtime_SemacquireRWMutexR runtime_notifyListWait runtime_notifyListNotifyAll runtime_notifyListNotifyOne`,
	"internal/sync", `runtime_SemacquireMutex runtime_Semrelease runtime_canSpin runtime_doSpin`,
)

func symbols(lists ...string) map[string]bool {
	m := make(map[string]bool)
	for i := 0; i < len(lists); i += 2 {
		for name := range fields(lists[i+1]) {
			m[lists[i]+"."+name] = true
		}
	}
	return m
}
