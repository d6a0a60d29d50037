"""Serves what integration/io/server does, by gevent: peers.py echo|hello.

It prints its address and serves until its standard input ends. gevent comes from
Debian's python3-gevent.
"""

import socket
import sys

import gevent
from gevent.fileobject import FileObjectThread
from gevent.pywsgi import WSGIServer
from gevent.server import StreamServer


def echo(sock, _):
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        while data := sock.recv(4096):
            sock.sendall(data)
    except ConnectionResetError:
        pass  # the load goes so


def hello(_, start_response):
    body = b"Hello, World!\n"
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


class NoDelayServer(WSGIServer):
    def do_read(self):
        accepted = super().do_read()
        if accepted:
            accepted[0].setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return accepted


def main():
    if sys.argv[1] == "echo":
        server = StreamServer(("127.0.0.1", 0), echo)
    else:
        server = NoDelayServer(("127.0.0.1", 0), hello, log=None)
    server.start()
    print(f"127.0.0.1:{server.server_port}", flush=True)
    FileObjectThread(sys.stdin.buffer).read()


main()
