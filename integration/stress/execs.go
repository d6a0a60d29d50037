package main

import (
	"bytes"
	"context"
	"os/exec"
	"strings"
	"time"
)

// execs runs children: forking stops every other fork and blocks signals on its
// thread, waiting blocks in the kernel or on a pidfd, and pipes to and from the child go
// through the poller.
func execs(w *worker) {
	for !w.over() {
		switch w.rng.IntN(4) {
		case 0, 1:
			w.must(exec.Command("/bin/true").Run())
		case 2:
			want := strings.Repeat("stress ", 1+w.rng.IntN(20_000))
			var got bytes.Buffer
			cmd := exec.Command("/bin/cat")
			cmd.Stdin, cmd.Stdout = strings.NewReader(want), &got
			w.must(cmd.Run())
			same(w, "cat's output is its input", got.String() == want, true)
		case 3:
			ctx, cancel := context.WithTimeout(context.Background(), upTo(w.rng, 20*time.Millisecond))
			if err := exec.CommandContext(ctx, "/bin/sleep", "1000").Run(); err == nil {
				w.failf("sleep was not killed")
			}
			cancel()
		}
		w.tick()
	}
}
