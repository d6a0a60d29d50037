// Command pipe waits for a pipe.
package main

import (
	"os"
	"time"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(block)
}

func block() error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer r.Close()
	time.AfterFunc(measure.Lasting, func() { w.Close() })
	r.Read(make([]byte, 1))
	return nil
}
