//go:build greenify

// The function that built_green.go declares without a body is in package runtime.
