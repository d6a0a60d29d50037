package backdoor

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
)

// minToken is how many bytes a token must have.
const minToken = 16

// listen listens at the server's address if that is one of those which package backdoor
// takes.
func (s *Server) listen() (net.Listener, error) {
	if strings.ContainsAny(s.Token, "\r\n") {
		return nil, errors.New("backdoor: the token has a line break, and clients send it as a line")
	}
	switch s.Network {
	case "", "unix":
		return listenUnix(s.Addr)
	case "tcp", "tcp4", "tcp6":
		if len(s.Token) < minToken {
			return nil, fmt.Errorf("backdoor: %s %s can be reached by every user of the machine: set a Token of %d bytes at least, as crypto/rand.Text makes, or use a unix socket", s.Network, s.Addr, minToken)
		}
		return listenLoopback(s.Network, s.Addr)
	}
	return nil, fmt.Errorf("backdoor: network %q: use unix, or tcp on a loopback address", s.Network)
}

// listenLoopback listens at addr if that can be reached from this machine only. It listens
// at the address that it has looked at, and not at a name that could mean another by then.
func listenLoopback(network, addr string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("backdoor: %w: use a loopback address and a port, as in 127.0.0.1:0", err)
	}
	ip, err := loopback(network, host)
	if err != nil {
		return nil, err
	}
	ln, err := net.Listen(network, net.JoinHostPort(ip.String(), port))
	if err != nil {
		return nil, fmt.Errorf("backdoor: %w", err)
	}
	if got, ok := ln.Addr().(*net.TCPAddr); !ok || !got.IP.IsLoopback() {
		ln.Close()
		return nil, fmt.Errorf("backdoor: listening at %s, which is no loopback address, was asked for by %s", ln.Addr(), addr)
	}
	return ln, nil
}

// loopback returns the address that host is or means.
func loopback(network, host string) (netip.Addr, error) {
	if host == "" {
		return netip.Addr{}, errors.New("backdoor: an address without a host is that of all interfaces: use 127.0.0.1 or [::1]")
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		if ip.Unmap().IsLoopback() {
			return ip, nil
		}
		what := "can be reached from other machines"
		if ip.Unmap().IsUnspecified() {
			what = "is that of all interfaces"
		}
		return netip.Addr{}, fmt.Errorf("backdoor: address %s %s: use 127.0.0.1 or [::1]", host, what)
	}
	all, err := net.DefaultResolver.LookupNetIP(context.Background(), "ip"+strings.TrimPrefix(network, "tcp"), host)
	if err != nil {
		return netip.Addr{}, fmt.Errorf("backdoor: %w: use 127.0.0.1 or [::1]", err)
	}
	for _, ip := range all {
		if !ip.Unmap().IsLoopback() {
			return netip.Addr{}, fmt.Errorf("backdoor: host %s has the address %s, which can be reached from other machines: use 127.0.0.1 or [::1]", host, ip)
		}
	}
	if len(all) == 0 {
		return netip.Addr{}, fmt.Errorf("backdoor: host %s has no address: use 127.0.0.1 or [::1]", host)
	}
	return all[0].Unmap(), nil
}
