package greenrt_test

import (
	"io"
	"log"
	"time"
)

// patience is how long a test waits before it says that something does not come.
const patience = 2 * time.Minute

// discarded is the log of servers whose handlers are ended.
var discarded = log.New(io.Discard, "", 0)
