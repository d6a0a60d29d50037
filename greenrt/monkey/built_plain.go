//go:build !greenify

package monkey

// A plain go build has no manifest.
func built() string { return "" }
