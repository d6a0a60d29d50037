// Command assembly waits for a child in assembly.
package main

import (
	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(block)
}

func block() error {
	pid, err := measure.Child()
	if err != nil {
		return err
	}
	wait(pid)
	return nil
}

func wait(pid int)
