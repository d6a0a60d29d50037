// Command mutex waits for a lock.
package main

import (
	"sync"
	"time"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(block)
}

func block() error {
	var mu sync.Mutex
	mu.Lock()
	time.AfterFunc(measure.Lasting, mu.Unlock)
	mu.Lock()
	return nil
}
