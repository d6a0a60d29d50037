package conform

var ioTable = []Module{{
	Name: "gevent.socket",
	Here: "package `net`, unchanged for those who use it",
	Names: []Name{
		{"`socket.socket`", "`net.Conn`", []Row{
			same("socket.nonblocking", "the descriptor is non-blocking, whatever timeout is set"),
			same("socket.tryfirst", "tries the call first and waits only if it has to"),
			here("socket.zero", "a timeout of 0 raises at once", "a deadline that is over: nothing is read, not even what is there"),
			here("socket.timeout", "each operation has the timeout of settimeout", "SetDeadline, which is a point in time"),
			same("socket.sendall", "sendall sends all, with one time limit for all of it"),
			same("socket.close", "close wakes those who wait, with an error"),
			here("socket.dup", "dup and makefile count references to the descriptor", "File duplicates it"),
			here("socket.wait", "wait_read, wait_write and cancel_wait", "SyscallConn waits, and a deadline ends the wait"),
		}},
		{"`create_connection`, `getaddrinfo`", "`net.Dial`, `net.Resolver`", []Row{
			same("dns.cooperative", "names are looked up while others go on"),
			same("dns.dial", "connecting looks names up in the same way"),
		}},
		{"resolvers", "`net.Resolver`", []Row{
			na("dns.differ", "they differ in answers, their order, and errors", "Go's own and libc's do as in any Go program"),
			na("dns.choice", "threads, c-ares, dnspython or blocking, by GEVENT_RESOLVER", "Go's own resolver or libc's, by GODEBUG=netdns and build tags, as in any Go program"),
		}},
	},
}, {
	Name: "gevent.ssl",
	Here: "package `crypto/tls`, which uses a `net.Conn`",
	Names: []Name{
		{"`SSLContext.wrap_socket`", "`tls.Server`, `tls.Client`", []Row{
			same("ssl.cooperative", "handshakes and reads let others run"),
			na("ssl.late", "patching after the first import may miss references", "everything is patched before it is compiled"),
		}},
	},
}, {
	Name: "gevent.select",
	Here: "package `syscall`; patch `select`",
	Names: []Name{
		{"`select`, `poll`", "`syscall.Select`, `syscall.EpollWait`", []Row{
			here("select.cooperative", "let others run", "the caller leaves the hub while it is in the call"),
			same("select.timeout", "return when their timeout is over"),
			same("select.ready", "at once if a descriptor is ready"),
			here("select.removed", "epoll and kqueue are removed from the patched module", "they work; epoll_wait leaves the hub as well"),
		}},
		{"`selectors.GeventSelector`", "", []Row{
			na("selectors.unregister", "one watcher per descriptor, to unregister before close", "Go has no selectors; a goroutine per descriptor waits"),
		}},
	},
}, {
	Name: "gevent.subprocess",
	Here: "package `os/exec`",
	Names: []Name{
		{"`Popen`, `run`, `check_output`", "`exec.Cmd`", []Row{
			same("subprocess.wait", "waiting for a child lets others run"),
			here("subprocess.main", "children can be waited for by the main thread only", "by any greenlet, on any thread"),
			same("subprocess.timeout", "wait and communicate take timeouts"),
			same("subprocess.pipes", "its pipes let others run"),
		}},
	},
}, {
	Name: "gevent.signal",
	Here: "package `os/signal`",
	Names: []Name{
		{"`signal_handler(sig, fn)`", "`signal.Notify`", []Row{
			here("signal.greenlet", "runs fn in a greenlet", "whoever reads the channel"),
			na("signal.sigchld", "patching signal.signal only minds SIGCHLD", "nothing here uses SIGCHLD; a child is waited for by its pidfd"),
			na("signal.loop", "a Python handler runs only when the loop comes back to Python", "no code runs in a handler"),
		}},
	},
}, {
	Name: "gevent.os",
	Here: "package `os`; patch `os`",
	Names: []Name{
		{"`fork`, `forkpty`, `posix_spawn`", "`os.StartProcess`", []Row{
			na("os.fork", "are wrapped, so that the child is watched", "fork without exec is not possible in Go"),
			same("os.waitpid", "waitpid lets others run"),
		}},
		{"`nb_read`, `nb_write`, `make_nonblocking`", "`os.File`", []Row{
			same("os.pipe", "reading a pipe waits for it and lets others run"),
			same("os.close", "close ends another's wait with an error"),
		}},
		{"`tp_read`, `tp_write`", "`os.File`", []Row{
			here("os.regular", "files of a disk are read by a thread of the pool", "the reader leaves the hub if the call takes long"),
		}},
	},
}, {
	Name: "gevent.fileobject",
	Here: "package `os`",
	Names: []Name{
		{"`FileObjectPosix`, `FileObjectThread`, `FileObjectBlock`", "`os.File`", []Row{
			here("fileobject.kinds", "the user chooses by what the file is", "os.File knows what can be polled"),
			same("fileobject.regular", "a file of a disk is not made non-blocking"),
			here("fileobject.open", "the builtin open is not patched", "os.Open is, as everything"),
		}},
	},
}, {
	Name: "gevent.server",
	Here: "package `greenrt/server`",
	Names: []Name{
		{"`StreamServer`, `DatagramServer`", "`server.StreamServer`, `server.DatagramServer`", []Row{
			here("server.spawn", "spawn is a pool, its size, `raw` or a function", "Pool or PoolSize; a handler always has a greenlet of its own"),
			same("server.full", "a full pool stops accepting"),
			same("server.accept", "accepts up to 100 connections before others have a turn"),
			same("server.backoff", "after an error of accept it waits 0.01 s, twice as long each time, up to 1 s"),
			same("server.stop", "stop closes the listener; with a pool it waits for handlers, 1 s, and kills the rest"),
			same("server.nopool", "without a pool handlers go on"),
			here("server.ssl", "takes keywords for ssl", "a tls.Config"),
			same("server.close", "a handler's socket is closed when it ends"),
			same("server.datagram", "a datagram server gets each datagram with its address, and can answer"),
		}},
		{"`start()`, `stop(timeout)`, `serve_forever()`, `close()`", "`server.StreamServer.Start`, `server.StreamServer.ServeForever`, `Stop` and `Close`", nil},
	},
}, {
	Name: "gevent.pywsgi",
	Here: "package `net/http`",
	Names: []Name{
		{"`WSGIServer`", "`http.Server`", []Row{
			same("pywsgi.keepalive", "keeps connections alive"),
			same("pywsgi.chunked", "takes and gives bodies in chunks"),
			same("pywsgi.continue", "asks for a body with 100-continue"),
			here("pywsgi.limit", "a request line of 8192 bytes at most", "a limit for all of the header, 1 MB if nothing is said"),
			same("pywsgi.validate", "refuses headers that are none"),
			na("pywsgi.environ", "a SecureEnviron hides secrets when it is printed", "a handler gets a typed request, not an environment"),
			here("pywsgi.log", "log and error_log are objects", "ErrorLog; requests are logged by a handler"),
			na("pywsgi.front", "is not for standing in front of the internet", "net/http is made to"),
		}},
	},
}, {
	Name: "gevent.backdoor",
	Here: "package `greenrt/backdoor`",
	Names: []Name{
		{"`BackdoorServer`", "`backdoor.Server`, `backdoor.Command`", []Row{
			here("backdoor.console", "a Python console in the running program", "a console of commands, to which a program can add"),
			here("backdoor.own", "each connection has its own variables and streams", "its own streams, and its own values of package local"),
		}},
	},
}}
