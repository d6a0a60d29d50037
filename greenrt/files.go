package greenrt

import "syscall"

// FileStats says how greenlets read files at an offset when that would block, and
// counts the calls. The JSON names are stable.
type FileStats struct {
	// Uring says that such calls wait for the kernel's io_uring, by the setting
	// GREENRT=files=uring. Otherwise the greenlet leaves its hub.
	Uring bool `json:"uring"`
	// Refused says why Uring is false though the setting asks for it: what the
	// kernel refused, and its error, as in "io_uring_setup: operation not
	// permitted". The program runs as with files=thread then. If there were too many
	// open files or too little memory the ring is tried again, ten times
	// a second at most.
	Refused string `json:"refused,omitempty"`
	// AtOnce counts calls that were answered when they were handed to io_uring:
	// the file was in memory.
	AtOnce uint64 `json:"at_once"`
	// Waited counts calls during which the greenlet waited as for a socket.
	Waited uint64 `json:"waited"`
	// Declined counts calls for which the greenlet left its hub all the same.
	Declined uint64 `json:"declined"`
}

// ReadFileStats returns the counts. They are all zero unless the setting is
// GREENRT=files=uring, whose ring is made now if it has not been needed yet.
func ReadFileStats() FileStats {
	var c [3]uint64 // in the order of runtime's greenFileCount
	uring, refused, errno := greenFilesBy(c[:])
	if errno != 0 {
		refused += ": " + syscall.Errno(errno).Error()
	}
	return FileStats{Uring: uring, Refused: refused, AtOnce: c[0], Waited: c[1], Declined: c[2]}
}
