//go:build !greenify

package monitor

// A plain go build has no core: greenrt.Enabled is false, and nothing here is called.

func greenWatch(every, stall int64) bool { return false }

func greenReadHub(*[7]uint64) {}

func greenReadLog(uint64, []uint64) (uint64, int) { return 0, 0 }

func greenReadStall(uint64, []uint64) (uint64, int64, bool) { return 0, 0, false }

func greenListFrom(uintptr, []uint64) (int, uintptr) { return 0, 0 }

func greenNow() int64 { return 0 }

func greenWaitName(uint8) string { return "" }
