//go:build greenify

// The functions that core_green.go declares without a body are in package
// runtime. A package without assembly would have to have the bodies.
