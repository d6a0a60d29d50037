"""Times what integration/greenrt/probe does, by gevent: peers.py OP [N].

It prints lines of a name and a number, as the probe does: nanoseconds of one operation,
or bytes. gevent comes from Debian's python3-gevent.
"""

import gc
import sys
import time

import gevent
import greenlet
from gevent.event import Event
from gevent.local import local
from gevent.pool import Pool
from gevent.queue import Channel, Queue


def switch(n):
    def run(value):
        parent = greenlet.getcurrent().parent
        while True:
            value = parent.switch(value)

    other = greenlet.greenlet(run)
    for i in range(n // 2):
        other.switch(i)


def spawn(n):
    def nothing():
        pass

    spawn = gevent.spawn
    for _ in range(n):
        spawn(nothing).join()


def event(n):
    ping, pong = Event(), Event()

    def answer():
        for _ in range(n // 2):
            ping.wait()
            ping.clear()
            pong.set()

    other = gevent.spawn(answer)
    for _ in range(n // 2):
        ping.set()
        pong.wait()
        pong.clear()
    other.join()


def ping_pong(kind):
    def op(n):
        ping, pong = kind(), kind()

        def answer():
            for _ in range(n // 2):
                pong.put(ping.get())

        other = gevent.spawn(answer)
        for i in range(n // 2):
            ping.put(i)
            pong.get()
        other.join()

    return op


def stream(n):
    queue = Queue(1)

    def take():
        for _ in range(n):
            queue.get()

    other = gevent.spawn(take)
    for i in range(n):
        queue.put(i)
    other.join()


def pool(n):
    for _ in range(max(1, n // 1000)):
        Pool(8).map(lambda x: x + 1, range(1000))


def timeout(n):
    start = gevent.Timeout.start_new
    for _ in range(n):
        start(60).cancel()


def local_get(n):
    values = local()
    values.x = 1
    for _ in range(n):
        values.x


def parked(n):
    def rss():
        gc.collect()
        with open("/proc/self/status") as status:
            for line in status:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) << 10

    never = Event()
    before = rss()
    waiting = [gevent.spawn(never.wait) for _ in range(n)]
    gevent.sleep(0)
    print("rss", (rss() - before) / n)
    del waiting


OPS = {
    "switch": switch,
    "spawn": spawn,
    "event": event,
    "queue": ping_pong(Queue),
    "channel": ping_pong(Channel),
    "stream": stream,
    "pool": pool,
    "timeout": timeout,
    "local": local_get,
}


def main():
    if sys.argv[1] == "parked":
        parked(int(sys.argv[2]))
        return
    op, batch, n = OPS[sys.argv[1]], 20_000_000, 1000
    while True:
        took = time.perf_counter_ns()
        op(n)
        took = time.perf_counter_ns() - took
        if took >= batch / 2:
            break
        n *= 2
    cpu, wall = [], []
    for _ in range(9):
        gc.collect()
        passed, used = time.perf_counter_ns(), time.process_time_ns()
        op(n)
        cpu.append((time.process_time_ns() - used) / n)
        wall.append((time.perf_counter_ns() - passed) / n)
    print("gevent.cpu", min(cpu))
    print("gevent.wall", sorted(wall)[len(wall) // 2])


main()
