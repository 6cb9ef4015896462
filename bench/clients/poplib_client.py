#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The client poplib, of Python. It has no call that pipelines. Usage: [HOST:]PORT plain|tls CA-FILE JOB[:COUNT] [WINDOW] [--digest]"""
import hashlib
import poplib
import ssl
import sys
import time

with_digest = sys.argv[-1] == "--digest"
where, way, ca_file, job = sys.argv[1:5]
host, port = ("127.0.0.1:" + where).split(":")[-2:]
job, _, count = job.partition(":")
context = ssl.create_default_context(cafile=ca_file) if way == "tls" else None


def log_in():
    session = (poplib.POP3_SSL(host, int(port), context=context) if context else poplib.POP3(host, int(port)))
    session.user("user")
    session.pass_("secret")
    return session


def retrieve(session):
    taken, digest = 0, hashlib.sha256()
    messages = session.stat()[0]
    clock = time.perf_counter(), time.process_time()
    for number in range(1, messages + 1):
        _, lines, _ = session.top(number, 0) if job == "top" else session.retr(number)
        text = b"\r\n".join(lines) + b"\r\n"
        taken += len(text)
        if with_digest:
            digest.update(text)
        if job == "retrieve-delete":
            session.dele(number)
    return clock, messages, taken, digest.hexdigest() if with_digest else "-"


def repeat(times, what):
    clock = time.perf_counter(), time.process_time()
    for _ in range(times):
        what()
    return clock, times, 0, "-"


def work():
    if job == "login":
        return repeat(int(count), lambda: log_in().quit())
    session = log_in()
    if job in ("retrieve", "top", "retrieve-delete"):
        return retrieve(session)
    if job == "list":
        return repeat(1, lambda: (session.list(), session.uidl()))
    if job == "stat":
        return repeat(int(count), session.stat)
    sys.exit(77)


(wall, cpu), messages, taken, digest = work()
print(f"messages={messages} bytes={taken} wall={time.perf_counter() - wall:.6f} "
      f"cpu={time.process_time() - cpu:.6f} digest={digest}")
