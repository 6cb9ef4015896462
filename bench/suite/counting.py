# SPDX-License-Identifier: BSL-1.0
"""What can be counted instead of timed: instructions, system calls, allocations."""
import contextlib
import os
import re
import shutil
import subprocess
import tempfile

from . import rows, serving

COMPILED = ("drain", "drain-asio", "popline", "curl", "libetpan", "vmime", "poco")


@contextlib.contextmanager
def serve(built, messages, octets):
    with tempfile.TemporaryDirectory() as folder:
        server = serving.Own(built, folder, ["--messages", str(messages), "--octets", str(octets)])
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


def of_one_message(built, clients, name, count, octets, counts):
    """By the difference of two maildrops, so that what a session costs falls out; of popline, which lists first, the
    listing too."""
    program, window = clients.command(name)
    totals = []
    with tempfile.TemporaryDirectory() as folder:
        for messages in counts:
            with serve(built, messages, octets) as server:
                job = lambda what: [server.place("plain"), "plain", server.ca_file, what, window or "0"]
                total = count(program, job("retrieve"), folder)
                if name == "popline":
                    total -= count(program, job("ready"), folder)
                totals.append(total)
    return (totals[1] - totals[0]) / (counts[1] - counts[0])


def counted(built, clients, say):
    made = {}
    for name in COMPILED:
        if not clients.command(name):
            continue
        fast = name in rows.FAST
        counts = (4000, 8000) if fast else (200, 400)  # of popline past the first windows: no entry is made any more
        found = made.setdefault(name, {})
        say(f"counting: {name}")
        if shutil.which("valgrind"):
            small = of_one_message(built, clients, name, instructions, 1024, counts)
            large = of_one_message(built, clients, name, instructions, 4096, counts)
            found["instructions_an_octet"] = (large - small) / 3072
            found["instructions_fixed"] = small - 1024 * found["instructions_an_octet"]
        if shutil.which("strace"):
            found["system_calls"] = of_one_message(built, clients, name, system_calls, 4096, counts)
        counter = allocations(f"{built}/bench/clients/liballocations.so")
        found["allocations"] = of_one_message(built, clients, name, counter, 4096, counts)
    return made
