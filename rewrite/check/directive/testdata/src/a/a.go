// Package a has directives, and comments that look like some.
package a

/* want `unknown directive //greenify:ofload: write //greenify:offload or //greenify:off, and nothing behind it \[GR1010\]` */ //greenify:ofload
func misspelt() {
}

//greenify:off because it is mine // want `unknown directive //greenify:off because`
func explained() {
}

/* want `unknown directive // greenify:offload` */ // greenify:offload
func spaced() {
}

/* want `unknown directive //Greenify:Offload` */ //Greenify:Offload
func capital() {
}

/* want `unknown directive //greenify:` */ //greenify:
func empty() {
}

/* want `//greenify:offload is not above a function` */ //greenify:offload

func apart() {
}

/* want `//greenify:off is not above a function` */ //greenify:off
type notFunction struct{}

func inside() {
	/* want `//greenify:offload is not above a function` */ //greenify:offload
	func() {}()
}

//greenify:off
/* want `//greenify:offload is the second directive of both: remove one` */ //greenify:offload
func both() {
}

/* want `//greenify:offload is above noBody, which has no body` */ //greenify:offload
func noBody()

/* want `//greenify:offload is above nosplit, which is marked go:nosplit` */ //greenify:offload
//go:nosplit
func nosplit() {
}

/* ok */ //greenify:offload
func offloaded() {
}

// Some words first.
//
/* ok */ //greenify:off
func off() {
}

type t struct{}

/* ok */ //greenify:offload
func (t) method() {
}

/* ok */ //greenify:offload
func generic[T any](T) {
}

// greenify:offload is what the manual calls it // ok
func prose() {
}

const text = "//greenify:nothing" // ok
