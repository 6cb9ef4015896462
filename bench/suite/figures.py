# SPDX-License-Identifier: BSL-1.0
"""What the runs of one client add up to: medians, ranges, and ratios to other clients."""
import statistics

TIMES = ("wall", "cpu", "whole_wall", "whole_cpu")
# The clients that a ratio compares with, and the name of that ratio.
REFERENCES = {"to_drain": "drain", "to_ahead": "drain-ahead", "to_asio": "drain-asio", "to_popline": "popline",
              "to_store": "store", "to_collect": "collect"}
COUNTS = ("flights", "sessions", "flights_of_session", "finished_median", "finished_p99", "heap")


def rounded(value):
    """Six digits are more than any of these figures is good for."""
    return float(f"{value:.6g}")


def per_unit(run, unit):
    return 1 if unit == "run" else max(1.0, run["messages" if unit == "message" else "bytes"])


def ratios(runs, reference, what, unit):
    """The ratio of each run to the reference's run of the same turn, if there is one."""
    bases = {base["turn"]: base[what] / per_unit(base, unit) for base in reference if what in base}
    return [run[what] / per_unit(run, unit) / bases[run["turn"]] for run in runs if bases.get(run["turn"])]


def time_of(what, runs, all_runs, unit):
    values = [run[what] / per_unit(run, unit) for run in runs]
    made = {"median": rounded(statistics.median(values)), "range": [rounded(min(values)), rounded(max(values))]}
    for name, client in REFERENCES.items():
        if found := ratios(runs, all_runs.get(client, ()), what, unit):
            made[name] = rounded(statistics.median(found))
            if name == "to_popline":
                made["to_popline_range"] = [rounded(min(found)), rounded(max(found))]
    return made


def summed_up(runs, all_runs, unit):
    """The figures of one client. `all_runs` has the runs of every client of the row."""
    made = {what: int(runs[0][what]) for what in ("messages", "bytes")}
    for what in TIMES:
        if what in runs[0]:
            made[what] = time_of(what, runs, all_runs, unit)
    if "syncs" in runs[0]:
        made["syncs"] = runs[0]["syncs"]
    for what in ("rss", "server_cpu", *COUNTS):
        if what in runs[0]:
            made[what] = rounded(statistics.median(run[what] for run in runs))
    return made


def spread(time):
    """Slowest minus fastest, as a share of the median."""
    low, high = time["range"]
    return (high - low) / time["median"] if time["median"] else 0.0
