# SPDX-License-Identifier: BSL-1.0
"""Counts instructions, system calls and allocations, with valgrind, strace and a preloaded library."""
import contextlib
import dataclasses
import os
import re
import shutil
import statistics
import subprocess
import tempfile

from . import figures, rows, serving

# The floor, popline, and the most widespread peer.
COMPARED = ("drain", "popline", "curl")
COMPILED = ("drain", "drain-asio", "popline", "curl", "libetpan", "vmime", "poco")


@dataclasses.dataclass
class Work:
    """A job whose cost per message is counted."""
    title: str
    job: str
    way: str = "plain"
    bytes: int = 4096
    fast: tuple = (4000, 8000)
    slow: tuple = (100, 200)
    repeated: bool = False  # whether the job has a count; else the maildrop has that many messages


WORK = (
    Work("RETR, 4 KB, TLS", "retrieve", way="tls"),
    Work("RETR, 256 KB", "retrieve", bytes=256 << 10, fast=(400, 800), slow=(10, 20)),
    Work("RETR and DELE, 4 KB", "retrieve-delete"),
    Work("TOP n 0", "top"),
    Work("LIST and UIDL, per message", "list", bytes=400, slow=(4000, 8000)),
    Work("STAT, each awaited", "stat", repeated=True, fast=(1000, 2000), slow=(1000, 2000)),
    Work("login and QUIT", "login", repeated=True, fast=(50, 100), slow=(50, 100)),
    Work("login and QUIT, TLS", "login", way="tls", repeated=True, fast=(50, 100), slow=(50, 100)),
)

# The slow clients take more messages here. popline has filled its windows then, and allocates nothing more.
FOUR_KB = Work("RETR, 4 KB", "retrieve", slow=(200, 400))


@contextlib.contextmanager
def serve(built, messages, bytes):
    with tempfile.TemporaryDirectory() as folder:
        server = serving.Own(built, folder, ["--messages", str(messages), "--bytes", str(bytes)])
        try:
            yield server
        finally:
            server.close()


def instructions(program, arguments, folder):
    tool = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/counts"]
    done = subprocess.run([*tool, *program, *arguments], check=True, capture_output=True, text=True, timeout=600)
    return int(re.search(r"Collected : (\d+)", done.stderr)[1])


def system_calls(program, arguments, folder):
    tool = ["strace", "-f", "-c", "-o", f"{folder}/calls"]
    subprocess.run([*tool, *program, *arguments], check=True, capture_output=True, timeout=600)
    with open(f"{folder}/calls") as file:
        total = file.read().strip().split("\n")[-1].split()
    return int(total[2 if len(total) == 4 else 3])


def allocations(counter):
    def count(program, arguments, _):
        done = subprocess.run([*program, *arguments], check=True, capture_output=True, text=True,
                              env=dict(os.environ, LD_PRELOAD=counter))
        return int(serving.facts(done.stderr)["allocations"])
    return count


def of_one(built, clients, name, count, work):
    """The count for one more message, or for one more repetition. It is the difference of two runs of different length, so
    it does not contain what a session costs. popline lists the maildrop first; that is subtracted, too."""
    program, window = clients.command(name)
    counts = work.fast if name in rows.FAST else work.slow
    totals = []
    with tempfile.TemporaryDirectory() as folder:
        for many in counts:
            with serve(built, 5 if work.repeated else many, work.bytes) as server:
                job = lambda what: [server.place(work.way), work.way, server.ca_file, what, window or "0"]
                total = count(program, job(f"{work.job}:{many}" if work.repeated else work.job), folder)
                if name == "popline" and not work.repeated and work.job != "list":
                    total -= count(program, job("ready"), folder)
                totals.append(total)
    return (totals[1] - totals[0]) / (counts[1] - counts[0])


def steady(count, times=3):
    """The median of several counts. They differ, since each run splits its reads differently."""
    return statistics.median(count() for _ in range(times))


def counted(built, clients, say, times=3):
    made = {}
    for name in COMPILED:
        if not clients.command(name):
            continue
        found = {}
        say(f"counting: {name}")
        if shutil.which("valgrind"):
            one_kb = dataclasses.replace(FOUR_KB, bytes=1024)
            small = steady(lambda: of_one(built, clients, name, instructions, one_kb), times)
            large = steady(lambda: of_one(built, clients, name, instructions, FOUR_KB), times)
            found["instructions_per_byte"] = (large - small) / 3072
            found["instructions_fixed"] = small - 1024 * found["instructions_per_byte"]
        if shutil.which("strace"):
            found["system_calls"] = of_one(built, clients, name, system_calls, FOUR_KB)
        counter = allocations(f"{built}/bench/clients/liballocations.so")
        found["allocations"] = of_one(built, clients, name, counter, FOUR_KB)
        made[name] = {what: figures.rounded(value) for what, value in found.items()}
    return made


def counted_by_work(built, clients, say):
    made = []
    counter = allocations(f"{built}/bench/clients/liballocations.so")
    for work in WORK:
        say(f"counting: {work.title}")
        found = {"title": work.title, "clients": {}}
        for name in COMPARED:
            if not clients.command(name):
                continue
            one = {}
            if shutil.which("valgrind"):
                one["instructions"] = of_one(built, clients, name, instructions, work)
            if shutil.which("strace"):
                one["system_calls"] = of_one(built, clients, name, system_calls, work)
            one["allocations"] = of_one(built, clients, name, counter, work)
            found["clients"][name] = {what: figures.rounded(value) for what, value in one.items()}
        made.append(found)
    return made
