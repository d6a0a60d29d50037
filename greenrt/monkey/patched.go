package monkey

import (
	"slices"
	"strings"
)

// Patched reports whether what waits in name is green, as the program was built. name is
// a package of the standard library ("net"), a function, method or type of one
// ("time.Sleep", "net.(*TCPConn).Read"), or a patch, by its name in gevent ("socket").
// A name that is both a package and a patch, such as "os", is patched if either is.
//
// A whole package counts, as in gevent, so a function is patched if its package is:
// it is what functions wait by that was changed. Patched does not know
// whether there is such a function. [Rewritten] tells whether a function was changed
// itself. Packages that only wait by others, as net/smtp by net, are not patched.
//
// It is false in a stock build.
func Patched(name string) bool {
	pkg, _ := split(name)
	for _, p := range parsed().Patches {
		if p.Name == name || slices.Contains(p.Covers, pkg) {
			return true
		}
	}
	return slices.Contains(parsed().Packages(), pkg)
}

// AnythingPatched reports whether the program was built by greenify.
func AnythingPatched() bool { return !parsed().Stock() }

// Rewritten reports whether the source of name was changed: of a function, method or
// struct type, as in "internal/poll.(*FD).Read", or of anything in a package.
func Rewritten(name string) bool {
	for _, p := range parsed().Patches {
		for _, r := range p.Rewrites {
			pkg, _ := split(r)
			if r == name || pkg == name {
				return true
			}
		}
	}
	return false
}

// split cuts "internal/poll.(*FD).Read" into "internal/poll" and "(*FD).Read". The second
// is empty if name is that of a package.
func split(name string) (pkg, symbol string) {
	last := strings.LastIndexByte(name, '/') + 1
	if dot := strings.IndexByte(name[last:], '.'); dot >= 0 {
		return name[:last+dot], name[last+dot+1:]
	}
	return name, ""
}
