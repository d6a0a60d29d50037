package patch

// DNS is the counterpart of gevent's patch_dns. It has no rules of its own: Go's own resolver
// waits on sockets like any other code, and libc's runs in a cgo call, which gives
// its place in the hub up when it lasts.
var DNS = &Patch{
	Name:   "dns",
	Gevent: "replaces the resolver functions by ones that wait in the hub",
	Does:   "has no rules of its own: Go's own resolver waits on sockets, and getaddrinfo is a cgo call",
	Covers: []string{"net"},
	Needs:  []string{"thread"},
	Rules:  []Rule{},
}
