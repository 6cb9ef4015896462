# SPDX-License-Identifier: BSL-1.0
"""usage: suite BUILD-FOLDER [--quick] [--row NAME]... [--client NAME]... [--into FOLDER] [--list]

What tool/bench runs once all is built."""
import argparse
import json
import os
import subprocess
import sys
import time

from . import charts, counting, machine, report, rows, running, serving
from .clients import HERE, Clients


def asked_for():
    reader = argparse.ArgumentParser(prog="suite", usage=__doc__)
    reader.add_argument("built")
    reader.add_argument("--quick", action="store_true")
    reader.add_argument("--row", action="append", default=[])
    reader.add_argument("--client", action="append", default=[])
    reader.add_argument("--into", default=f"{HERE}/results")
    reader.add_argument("--list", action="store_true")
    return reader.parse_args()


def micro(built, seconds):
    program = f"{built}/bench/micro/micro"
    if not os.path.exists(program):
        return None
    done = subprocess.run([program, "--benchmark_format=json", f"--benchmark_min_time={seconds}"], capture_output=True,
                          text=True, check=True)
    return {"benchmarks": json.loads(done.stdout)["benchmarks"]}  # without the host and the place of the program


def left_out(row, why):
    return {"name": row.name, "title": row.title, "unit": row.unit, "clients": {}, "absent": {"this row": str(why)},
            "job": row.job, "way": row.way, "server": row.server}


def main():
    asked = asked_for()
    known = list(rows.all_rows(asked.quick))
    names = [row.name for row in known] + ["counts", "work", "micro"]
    if asked.list:
        return print("\n".join(names))
    unknown = set(asked.row) - set(names)
    if unknown:
        sys.exit(f"no such row: {', '.join(sorted(unknown))} (--list names them)")
    wanted = lambda name: not asked.row or name in asked.row
    began = time.monotonic()
    say = lambda words: print(f"[{time.monotonic() - began:5.0f} s] {words}", flush=True)
    clients = Clients(asked.built)
    results = {"machine": machine.described(), "versions": clients.versions(), "rows": [], "counts": {}, "work": [],
               "micro": None, "kind": "the quick form" if asked.quick else "the full form",
               "repetitions": 2 if asked.quick else 7}
    for row in known:
        if not wanted(row.name):
            continue
        try:
            made = running.run_row(row, asked.built, clients, results["repetitions"], asked.client, say)
        except (serving.NotHere, running.Failed) as why:
            say(f"{row.name}: left out: {why}")
            made = left_out(row, why)
        results["rows"].append(made)
    if wanted("counts"):
        results["counts"] = counting.counted(asked.built, clients, say, times=1 if asked.quick else 3)
    if wanted("work") and (asked.row or not asked.quick):
        results["work"] = counting.counted_by_work(asked.built, clients, say)
    if wanted("micro"):
        say("micro-benchmarks")
        results["micro"] = micro(asked.built, 0.05 if asked.quick else 0.2)

    os.makedirs(asked.into, exist_ok=True)
    with open(f"{asked.into}/results.json", "w") as file:
        json.dump(results, file, indent=1)
    text = "\n".join(report.markdown(results)) + "\n"
    with open(f"{asked.into}/results.md", "w") as file:
        file.write(text)
    say(charts.draw_all(results["rows"], asked.into))
    if asked.row:
        print(text)
    say(f"results in {asked.into}")
    wrong = [f"{row['name']}: {name}" for row in results["rows"] for name, found in row["clients"].items()
             if found.get("digest_right") is False]
    if wrong:
        say(f"digests were wrong: {', '.join(wrong)}")
    # Of a peer's mistake the results tell; ours is a failure.
    return 1 if any("popline" in one for one in wrong) else 0


sys.exit(main())
