package files

import (
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

// Close while others read: each read returns what is in the file, or that it is closed;
// never what is in the file that has the number next.
func TestCloseDuringRead(t *testing.T) {
	for range 20 {
		k := create(t, 256<<10, 8)
		k.chill(t)
		var readers sync.WaitGroup
		for range 8 {
			readers.Go(func() {
				p := heap(4096)
				for {
					at := rand.IntN(k.size - len(p))
					n, err := k.ReadAt(p, int64(at))
					if errors.Is(err, os.ErrClosed) {
						return
					}
					if n != len(p) || err != nil {
						t.Errorf("read %d bytes: %v", n, err)
						return
					}
					if !k.check(t, p, at) {
						return
					}
				}
			})
		}
		time.Sleep(time.Duration(rand.IntN(2000)) * time.Microsecond)
		if err := k.Close(); err != nil {
			t.Error(err)
		}
		others := []*known{create(t, 256<<10, 9), create(t, 256<<10, 10)}
		readers.Wait()
		for _, other := range others {
			other.Close()
		}
		if t.Failed() {
			return
		}
	}
}

// A timeout does not make a read return before the kernel is done with its memory.
func TestTimeoutDuringRead(t *testing.T) {
	k := create(t, 1<<20, 11)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 10 {
				k.chill(t)
				p := heap(4096)
				at := 0
				err := greenrt.WithTimeout(time.Duration(rand.IntN(3000))*time.Microsecond, func() {
					for {
						at = rand.IntN(k.size - len(p))
						if n, err := k.ReadAt(p, int64(at)); n != len(p) || err != nil {
							t.Errorf("read %d bytes: %v", n, err)
							return
						}
						greenrt.Sleep(time.Microsecond) // where it is raised, in a plain build too
					}
				})
				var timeout *greenrt.Timeout
				if !errors.As(err, &timeout) {
					t.Errorf("ended by %v, not by its timeout", err)
				}
				if !k.check(t, p, at) {
					return
				}
			}
		})
	}
	wg.Wait()
}

// A thread that ends takes no read with it which it has begun for another goroutine.
func TestThreadEnds(t *testing.T) {
	k := create(t, 2<<20, 12)
	stop := make(chan struct{})
	var ending sync.WaitGroup
	ending.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			done := make(chan struct{})
			go func() {
				defer close(done)
				runtime.LockOSThread() // its thread ends with the goroutine
			}()
			<-done
			runtime.Gosched()
		}
	})
	var readers sync.WaitGroup
	for range 8 {
		readers.Go(func() {
			for round := range 100 {
				if round%20 == 0 {
					k.chill(t)
				}
				p := heap(4096)
				at := rand.IntN(k.size - len(p))
				if n, err := k.ReadAt(p, int64(at)); n != len(p) || err != nil {
					t.Errorf("read %d bytes: %v", n, err)
					return
				}
				if !k.check(t, p, at) {
					return
				}
			}
		})
	}
	readers.Wait()
	close(stop)
	ending.Wait()
}

// Children are started while files are read, and inherit nothing.
func TestChildren(t *testing.T) {
	k := create(t, 1<<20, 13)
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if _, err := io.Copy(io.Discard, io.NewSectionReader(k, 0, int64(k.size))); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for range 10 {
		out, err := exec.Command("ls", "-l", "/proc/self/fd").CombinedOutput()
		if err != nil {
			t.Errorf("%v: %s", err, out)
		}
		if strings.Contains(string(out), "io_uring") || strings.Contains(string(out), k.Name()) {
			t.Errorf("a child has\n%s", out)
		}
	}
	close(stop)
	readers.Wait()
}
