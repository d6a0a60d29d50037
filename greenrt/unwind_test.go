package greenrt_test

import "time"

// patience is how long a test waits before it says that something does not come.
const patience = 30 * time.Second
