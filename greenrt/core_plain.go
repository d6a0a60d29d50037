//go:build !greenify

package greenrt

// A plain go build has no core.

func greenStats([]uint64) {}

func greenEnabled() bool { return false }

func greenMember() bool { return false }

func greenMaxStallNS(bool) int64 { return 0 }

func greenFilesBy([]uint64) (bool, string, uintptr) { return false, "", 0 }

func greenEachSetting(func(name, values, def, value, doc string, live bool)) {}

func greenChange(name, value string) bool { return false }
