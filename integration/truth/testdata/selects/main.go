// Command selects waits in select.
package main

import (
	"syscall"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(block)
}

func block() error {
	tv := syscall.NsecToTimeval(int64(measure.Lasting))
	_, err := syscall.Select(0, nil, nil, nil, &tv)
	return err
}
