// Package backdoor is a console into a running program, as gevent's module of this name:
// it shows the greenlets, their stacks, the hub's counts, the settings and how the program
// was built, kills greenlets and changes settings.
//
//	s := &backdoor.Server{Addr: "/run/user/1000/service.sock"}
//	if err := s.Start(); err != nil { ... }
//	defer s.Stop()
//
//	$ socat READLINE UNIX:/run/user/1000/service.sock
//	greenify> tree
//
// gevent's console evaluates Python; Go cannot, so a program adds [Command]s of its own for
// what it wants to show. [Server.Start] prints nothing and does not block; each client is
// served in a greenlet of its own, and one that does not read holds up nobody.
//
// # Who may come in
//
// Whoever comes in can end any greenlet and read every stack. So there are two kinds of
// address, and all others are refused.
//
// A unix socket has the mode 0600. It has it from the moment that it exists: the mode is
// given to the socket before it is bound, and the kernel makes the file with it. (To change the
// mode of the file afterwards would leave a moment for others to connect in; to set
// umask meanwhile would change the mode of what other threads create.) Besides, the kernel
// is asked who connects (SO_PEERCRED), and only the program's own user and root are let in,
// which holds also if somebody has changed the mode. Abstract addresses, which begin with
// "@", have no mode, and are refused. A file that is left from a program which was killed
// is replaced, if nobody answers there. This is for Linux; elsewhere there is no unix
// socket.
//
// A TCP address must be a loopback address; a name is resolved, once, and all its addresses must
// be. Every user of the machine can connect to it, so there must be a token, of 16 bytes
// at least (crypto/rand.Text makes good ones), and each client sends it as its first line.
// It is compared in constant time. It goes over the wire unencrypted, which on loopback only
// root can read. A web page that has a browser send a request here does not know the
// token, and is cut off at its first line.
//
// A server with a token asks for it on a unix socket, too.
//
// In what it writes, characters that control a terminal are replaced, as names of
// greenlets may come from outside.
package backdoor
