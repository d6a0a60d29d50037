//go:build !linux

package backdoor

import (
	"errors"
	"net"
)

// listenUnix needs what only Linux is known to have: a file that begins with its mode.
func listenUnix(string) (net.Listener, error) {
	return nil, errors.New("backdoor: unix sockets are for Linux only: use tcp on a loopback address")
}

func admit(net.Conn) error { return nil }
