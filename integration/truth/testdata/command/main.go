// Command command waits for a child, by package os/exec.
package main

import (
	"os/exec"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(block)
}

func block() error {
	return exec.Command("sleep", "0.1").Run()
}
