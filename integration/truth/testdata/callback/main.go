// Command callback is called by C, and waits there.
package main

/*
extern void goWait(void);
static inline void run(void) { goWait(); }
*/
import "C"

import (
	"time"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(func() error {
		C.run()
		return nil
	})
}

//export goWait
func goWait() { time.Sleep(measure.Lasting) }
