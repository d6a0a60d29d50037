// Command csleep sleeps in C.
package main

// #include <unistd.h>
import "C"

import (
	"time"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(func() error {
		C.usleep(C.useconds_t(measure.Lasting / time.Microsecond))
		return nil
	})
}
