#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""A slow link: two network namespaces with a TUN device each. This program passes packets between them, and holds each
packet for half the time of a round trip. Both ends use the kernel's own TCP.

usage: link.py MILLISECONDS [NAME]

When the link is up, the program prints one line: the namespaces of the two ends, and the server's address. When its
standard input ends, it removes the link and exits. It needs root and /dev/net/tun. If it cannot make the link, it says
why, and its exit status is 77."""
import collections
import fcntl
import os
import select
import struct
import subprocess
import sys
import time

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
ADDRESSES = ("10.77.0.1", "10.77.0.2")


def ip(*words):
    done = subprocess.run(["ip", *words], capture_output=True, text=True)
    if done.returncode != 0:
        raise OSError(f"ip {' '.join(words)}: {done.stderr.strip()}")


def open_device(name):
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    return device


def make_end(space, name, own, other):
    ip("netns", "add", space)
    device = open_device(name)  # a device keeps its descriptor when it moves
    ip("link", "set", name, "netns", space)
    ip("-n", space, "addr", "add", own, "peer", other, "dev", name)
    # The queue holds the largest window of TCP. So no packet is lost here.
    ip("-n", space, "link", "set", name, "txqueuelen", "20000", "up")
    ip("-n", space, "link", "set", "lo", "up")
    return device


def carry(devices, held):
    """Passes packets until standard input ends."""
    poll = select.epoll()
    for descriptor in (*devices, 0):
        poll.register(descriptor, select.EPOLLIN)
    under_way = collections.deque()  # in the order of their times, since all packets wait equally long
    while True:
        patience = max(0.0, under_way[0][0] - time.monotonic()) if under_way else -1
        for descriptor, _ in poll.poll(patience):
            if descriptor == 0:
                if not os.read(0, 4096):
                    return
                continue
            other = devices[1] if descriptor == devices[0] else devices[0]
            try:
                while True:
                    under_way.append((time.monotonic() + held, other, os.read(descriptor, 65536)))
            except BlockingIOError:
                pass
        now = time.monotonic()
        while under_way and under_way[0][0] <= now:
            _, to, packet = under_way.popleft()
            os.write(to, packet)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    held = float(sys.argv[1]) / 2000
    name = sys.argv[2] if len(sys.argv) == 3 else "bench%d" % os.getpid()
    spaces = (f"{name}-a", f"{name}-b")
    try:
        devices = [make_end(spaces[end], f"{name[:12]}{end}", ADDRESSES[end], ADDRESSES[1 - end]) for end in (0, 1)]
        print(f"server={spaces[0]} address={ADDRESSES[0]} client={spaces[1]}", flush=True)
        carry(devices, held)
    except OSError as why:
        print(f"cannot make the link: {why}", file=sys.stderr)
        sys.exit(77)
    finally:
        for space in spaces:
            subprocess.run(["ip", "netns", "delete", space], capture_output=True)


main()
