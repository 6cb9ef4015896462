# SPDX-License-Identifier: BSL-1.0
"""usage: suite BUILD-FOLDER [--quick] [--row NAME]... [--client NAME]... [--into FOLDER] [--list]
       suite BUILD-FOLDER --from RESULTS.json [--into FOLDER]

The part of tool/bench that runs after everything is built."""
import argparse
import json
import os
import subprocess
import sys
import time

from . import charts, counting, drawing, figures, machine, report
from . import results_file, rows, running, serving
from .clients import HERE, Clients

OF_MICRO = ("cpu_time", "items_per_second", "bytes_per_second")


def asked_for():
    reader = argparse.ArgumentParser(prog="suite", usage=__doc__)
    reader.add_argument("built")
    reader.add_argument("--quick", action="store_true")
    reader.add_argument("--row", action="append", default=[])
    reader.add_argument("--client", action="append", default=[])
    reader.add_argument("--into", default=f"{HERE}/results")
    reader.add_argument("--list", action="store_true")
    reader.add_argument("--from", dest="source")
    return reader.parse_args()


def micro(built, seconds):
    program = f"{built}/bench/micro/micro"
    if not os.path.exists(program):
        return None
    done = subprocess.run([program, "--benchmark_format=json", f"--benchmark_min_time={seconds}"], capture_output=True,
                          text=True, check=True)
    measured = json.loads(done.stdout)["benchmarks"]
    figures_of = lambda one: {what: figures.rounded(one[what]) for what in OF_MICRO if what in one}
    return {"benchmarks": [{"name": one["name"]} | figures_of(one) for one in measured]}


def left_out(row, why):
    return {"name": row.name, "title": row.title, "unit": row.unit, "server": row.server,
            "absent": {"this row": str(why)}, "clients": {}}


def measured(asked, known, wanted, say):
    """The results, and every run that they come from."""
    clients = Clients(asked.built)
    results = {"machine": machine.described(), "kind": "the quick form" if asked.quick else "the full form",
               "repetitions": 2 if asked.quick else 7, "versions": clients.versions(), "rows": [], "counts": {},
               "work": [], "micro": None}
    runs = {}
    for row in known:
        if not wanted(row.name):
            continue
        try:
            made, runs[row.name] = running.run_row(row, asked.built, clients, results["repetitions"], asked.client, say)
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
    return results, runs


def write(results, folder, say):
    os.makedirs(folder, exist_ok=True)
    results_file.write(results, f"{folder}/results.json")
    text = "\n".join(report.markdown(results)) + "\n"
    with open(f"{folder}/results.md", "w") as file:
        file.write(text)
    say(drawing.draw_all(charts.all_charts(results), folder))
    say(f"results in {folder}")
    return text


def main():
    asked = asked_for()
    began = time.monotonic()
    say = lambda words: print(f"[{time.monotonic() - began:5.0f} s] {words}", flush=True)
    if asked.source:
        write(results_file.read(asked.source), asked.into, say)
        return 0
    known = list(rows.all_rows(asked.quick))
    names = [row.name for row in known] + ["counts", "work", "micro"]
    if asked.list:
        return print("\n".join(names))
    unknown = set(asked.row) - set(names)
    if unknown:
        sys.exit(f"no such row: {', '.join(sorted(unknown))} (--list names them)")
    results, runs = measured(asked, known, lambda name: not asked.row or name in asked.row, say)
    text = write(results, asked.into, say)
    results_file.write(runs, f"{asked.into}/runs.json")
    if asked.row:
        print(text)
    wrong = [f"{row['name']}: {name}" for row in results["rows"] for name, found in row["clients"].items()
             if found.get("digest_right") is False]
    if wrong:
        say(f"digests were wrong: {', '.join(wrong)}")
    # A peer's wrong digest is in the results. popline's makes the run fail.
    return 1 if any("popline" in one for one in wrong) else 0


sys.exit(main())
