//go:build cgo && linux

package main

/*
#define _GNU_SOURCE // EAI_NODATA
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern void blockingCallback(void);

static void viaC(void) { blockingCallback(); }

// lookup asks the server at 127.0.0.1:port for a name. A resolver's state belongs to
// its thread; what was there is put back, as the thread is not ours.
static int lookup(int port, const char *name) {
#ifdef __GLIBC__
	struct addrinfo hints, *found = NULL;
	if (res_init() != 0) return -1;
	_res.nscount = 1;
	memset(&_res.nsaddr_list[0], 0, sizeof _res.nsaddr_list[0]);
	_res.nsaddr_list[0].sin_family = AF_INET;
	_res.nsaddr_list[0].sin_port = htons(port);
	_res.nsaddr_list[0].sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	_res.retrans = 30; // the most, s: the answer comes when others have run
	_res.retry = 1;
	memset(&hints, 0, sizeof hints);
	hints.ai_family = AF_INET;
	hints.ai_socktype = SOCK_STREAM;
	int err = getaddrinfo(name, NULL, &hints, &found);
	if (found) freeaddrinfo(found);
	res_init();
	return err;
#else
	return -1;
#endif
}
*/
import "C"

import (
	"fmt"
	"net"
	"sync/atomic"
	"time"
	"unsafe"
)

// Calls of C, which to the scheduler are system calls without a number: all that a
// green build can remember is the function.

func init() {
	add(
		&way{name: "cgo", does: "C.usleep", least: least, setup: cgoSleep},
		&way{name: "callback", does: "C calls Go, which waits for a channel", least: least, setup: callback},
		&way{name: "getaddrinfo", does: "C.getaddrinfo, the server is silent", least: least, setup: getaddrinfo},
	)
}

func cgoSleep(*bed) (func() error, error) {
	return func() error {
		return again(func() error {
			_, err := C.usleep(C.useconds_t(lasting / time.Microsecond))
			return err
		})
	}, nil
}

func callback(*bed) (func() error, error) {
	return func() error {
		C.viaC()
		return nil
	}, nil
}

//export blockingCallback
func blockingCallback() {
	done := make(chan bool)
	later(func() error {
		close(done)
		return nil
	})
	<-done
}

// getaddrinfo asks a server that does not answer for as long as the call is to last,
// and then that there is no such name. A server which never answers would be no
// different meanwhile, but the C library waits for seconds at the least.
func getaddrinfo(b *bed) (func() error, error) {
	server, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, err
	}
	b.atEnd(func() { server.Close() })
	var asked atomic.Bool
	go func() {
		query := make([]byte, 512)
		for {
			n, from, err := server.ReadFromUDP(query)
			if err != nil {
				return
			}
			asked.Store(true)
			time.Sleep(lasting)
			if n >= 12 {
				query[2] |= 0x80    // a response:
				query[3] = 0x80 | 3 // recursion available, no such name
				server.WriteToUDP(query[:n], from)
			}
		}
	}()
	port := server.LocalAddr().(*net.UDPAddr).Port
	n := 0
	return func() error {
		n++
		name := C.CString(fmt.Sprintf("silent%d.test.", n))
		defer C.free(unsafe.Pointer(name))
		switch code := C.lookup(C.int(port), name); code {
		case C.EAI_NONAME, C.EAI_NODATA:
			if !asked.Load() { // /etc/nsswitch.conf
				return fmt.Errorf("%w: the C library asks somebody else for names", errForbidden)
			}
			return nil
		case -1:
			return fmt.Errorf("%w: the C library is not glibc", errForbidden)
		default:
			return fmt.Errorf("getaddrinfo: %s", C.GoString(C.gai_strerror(code)))
		}
	}, nil
}
