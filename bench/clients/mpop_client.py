#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""mpop, a program: its clock runs from start to end, login and UIDL with it, and its messages go into an mbox that is
/dev/null. For the digest they go into a maildir, where its line ends are those of files.
Usage: [HOST:]PORT plain|tls CA-FILE JOB [WINDOW] [--digest]"""
import hashlib
import os
import re
import resource
import subprocess
import sys
import tempfile
import time

with_digest = sys.argv[-1] == "--digest"
where, way, ca_file, job = sys.argv[1:5]
host, port = ("127.0.0.1:" + where).split(":")[-2:]
if job not in ("retrieve", "retrieve-delete"):
    sys.exit(77)

with tempfile.TemporaryDirectory() as folder:
    if with_digest:
        for name in ("cur", "new", "tmp"):
            os.makedirs(f"{folder}/mail/{name}")
    delivery = f"maildir {folder}/mail" if with_digest else "mbox /dev/null"
    keep = "off" if job == "retrieve-delete" else "on"
    trust = f"tls_trust_file {ca_file}" if way == "tls" else ""
    config = f"{folder}/config"
    with open(os.open(config, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
        file.write(f"""account bench
host {host}
port {port}
user user
password secret
auth user
tls {"on" if way == "tls" else "off"}
tls_starttls off
{trust}
pipelining on
only_new off
keep {keep}
received_header off
delivery {delivery}
uidls_file {folder}/uidls
""")
    began = time.perf_counter()
    # This program's own memory is not mpop's.
    measure = [os.environ["BENCH_MEASURE"]] if "BENCH_MEASURE" in os.environ else []
    done = subprocess.run([*measure, "mpop", "--half-quiet", f"--file={config}", "bench"], capture_output=True, text=True)
    wall = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(done.stderr)
    messages = int(re.search(r"total: (\d+) messages?", done.stdout)[1])
    digest, octets = "-", 0
    if with_digest:
        # In a name only the counters of delivery are numbers that grow; padded, they sort as they were delivered.
        names = sorted(os.listdir(f"{folder}/mail/new"),
                       key=lambda name: [int(number) for number in re.findall(r"\d+", name.split(",")[0])])
        sum_of_all, messages = hashlib.sha256(), len(names)
        for name in names:
            with open(f"{folder}/mail/new/{name}", "rb") as file:
                text = file.read().replace(b"\n", b"\r\n")
            sum_of_all.update(text)
            octets += len(text)
        digest = sum_of_all.hexdigest()
rss = re.search(r" rss=(\d+)", done.stdout)
if rss:
    print(f"own_rss={rss[1]}")
print(f"messages={messages} octets={octets} wall={wall:.6f} cpu={used.ru_utime + used.ru_stime:.6f} digest={digest}")
