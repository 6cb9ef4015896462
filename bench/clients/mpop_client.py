#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The client mpop. It is a program, so its clock runs from its start to its end, with login and UIDL. Its messages go into
an mbox that is /dev/null. For the digest they go into a maildir; mpop writes LF there, and this script puts CRLF back.
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
    # `measure` runs mpop, so that the memory of this script is not counted as mpop's.
    measure = [os.environ["BENCH_MEASURE"]] if "BENCH_MEASURE" in os.environ else []
    done = subprocess.run([*measure, "mpop", "--half-quiet", f"--file={config}", "bench"], capture_output=True, text=True)
    wall = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(done.stderr)
    messages = int(re.search(r"total: (\d+) messages?", done.stdout)[1])
    digest, taken = "-", 0
    if with_digest:
        # Compares the numbers in the names as numbers, which puts the files into the order of delivery.
        names = sorted(os.listdir(f"{folder}/mail/new"),
                       key=lambda name: [int(number) for number in re.findall(r"\d+", name.split(",")[0])])
        sum_of_all, messages = hashlib.sha256(), len(names)
        for name in names:
            with open(f"{folder}/mail/new/{name}", "rb") as file:
                text = file.read().replace(b"\n", b"\r\n")
            sum_of_all.update(text)
            taken += len(text)
        digest = sum_of_all.hexdigest()
rss = re.search(r" rss=(\d+)", done.stdout)
if rss:
    print(f"own_rss={rss[1]}")
print(f"messages={messages} bytes={taken} wall={wall:.6f} cpu={used.ru_utime + used.ru_stime:.6f} digest={digest}")
