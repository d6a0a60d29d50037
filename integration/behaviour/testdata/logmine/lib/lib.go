package lib

import "sync"

//go:noinline
func Wait(mu *sync.Mutex) {
	mu.Lock()
	defer mu.Unlock()
}
