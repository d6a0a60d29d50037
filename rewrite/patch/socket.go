package patch

// Socket is the counterpart of gevent's patch_socket. It has no rules of its own: package net is
// cooperative nevertheless, because a member that waits for a socket parks in
// Go's poller, and a park switches to the hub's next member.
var Socket = &Patch{
	Name:   "socket",
	Gevent: "replaces the socket class, so that a call that would block switches to the hub",
	Does:   "has no rules of its own: a member that waits for a socket parks in Go's poller, and parking switches",
	Needs:  []string{"thread"},
	Rules:  []Rule{},
}
