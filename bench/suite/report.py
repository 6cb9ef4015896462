# SPDX-License-Identifier: BSL-1.0
"""The results as Markdown."""
from . import charts, summary
from .figures import spread
from .numbers import UNITS, machine_of, number

METHOD = """Each repetition runs every client once. Every second repetition runs them in the opposite order, so that all meet the
same machine. In some rows the fast clients run three times per repetition, because their runs are short and differ.

- A figure is a median. A ratio is a median, too: each run is compared with the reference's run of the same turn. The
  reference is `drain`. In the columns "of Asio's" it is `drain-asio`.
- The spread is the slowest wall time minus the fastest, as a share of the median.
- The clock of `wall` and `CPU` starts after the login and the listing, and stops before QUIT.
- The columns "start to end" are of the whole program: connection, login, listing, messages and QUIT. mpop has only these.
- `CPU` is the client's processor time, user and system. `server CPU` is that of the server meanwhile, without the records
  that it made before the clock started.
- `RSS` is the peak memory of the client's whole process.
- In each row all clients get the same messages.

[bench/README.md](../README.md) tells what the clients are, and what is not fair."""

# Of a row that came from another run.
OTHER = """Measured in another run: {date}, {processor}, popline {popline}{note}.
"""


def figure(found, time, scale):
    return number(found[time]["median"] * scale) if time in found else "–"


def ratio(found, time, to):
    return f"{number(found[time][to])} x" if to in found.get(time, {}) else "–"


def remarks(found):
    said = []
    if "syncs" in found:
        said.append(f"{number(found['syncs'])} syncs per message")
    for time, what in (("whole_wall", "wall"), ("whole_cpu", "CPU")):
        for floor in ("store", "collect"):
            if f"to_{floor}" in found.get(time, {}):
                said.append(f"{what} {number(found[time][f'to_{floor}'])} x of {floor}'s")
    if "digest_right" in found:
        said.append("digest right" if found["digest_right"] else "**digest wrong**")
    if "flights" in found:
        trips = "round trip" if found["flights"] == 1 else "round trips"
        of_session = f", {found['flights_of_session']:.0f} in the session" if "flights_of_session" in found else ""
        said.append(f"{found['flights']:.0f} {trips}{of_session}")
    if "sessions" in found:
        said.append(f"{found['sessions'] / found['whole_wall']['median']:,.1f} accounts per second")
    if "heap" in found:
        said.append(f"{found['heap']:,.0f} bytes of heap per session")
    if "finished_p99" in found:
        said.append(f"p99 {found['finished_p99'] / found['finished_median']:.2f} x the median session")
    return ", ".join(said)


def cells_of(name, found, row, scale):
    yield name
    yield f"{found['messages']:,.0f}" if row["unit"] != "run" else "–"
    yield figure(found, "wall", scale)
    yield ratio(found, "wall", "to_drain")
    yield ratio(found, "wall", "to_asio")
    yield f"{spread(found['wall' if 'wall' in found else 'whole_wall']) * 100:.0f} %"
    yield figure(found, "cpu", scale)
    yield ratio(found, "cpu", "to_drain")
    yield ratio(found, "cpu", "to_asio")
    for time in ("whole_wall", "whole_cpu"):
        yield figure(found, time, scale)
        yield ratio(found, time, "to_drain")
    yield f"{found['server_cpu'] * 1000:.0f}" if row["server"] == "own" else "–"
    yield f"{found['rss'] / 1024:.1f}"
    yield remarks(found)


def row_of(row):
    scale, unit = UNITS[row["unit"]]
    yield f"\n## {row['name']}: {row['title']}\n"
    yield f"`tool/bench --row {row['name']}` repeats it.\n"
    if "measured" in row:
        yield OTHER.format(**row["measured"])
    if row["clients"]:
        yield (f"| client | messages | wall, {unit} | wall | of Asio's | spread | CPU, {unit} | CPU | of Asio's "
               f"| start to end: wall, {unit} | wall | CPU, {unit} | CPU | server CPU, ms | RSS, MiB | |")
        yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|"
    for name, found in row["clients"].items():
        yield f"| {' | '.join(cells_of(name, found, row, scale))} |"
    for name, why in row["absent"].items():
        yield f"\nWithout {name}: {why}."


def cell(found, what, form):
    if what not in found:
        return "–"
    text = format(found[what], form)
    return text if float(text.replace(",", "")) else text.lstrip("-")


def counts_of(counts):
    yield "\n## Counted, not timed: one message of 4 KB, plain\n"
    yield "Each figure is the difference of two maildrops. So it does not contain what a session costs.\n"
    yield "| client | instructions, fixed | instructions per byte | system calls | allocations |"
    yield "|---|---:|---:|---:|---:|"
    for name, found in counts.items():
        yield (f"| {name} | {cell(found, 'instructions_fixed', ',.0f')} | {cell(found, 'instructions_per_byte', '.2f')} "
               f"| {cell(found, 'system_calls', '.3f')} | {cell(found, 'allocations', '.4f')} |")
    yield "\n`tool/bench --row counts` repeats it."


def work_of(counts):
    yield "\n## Counted, not timed: other work\n"
    yield "Each figure is the difference that one more message, STAT or login makes.\n"
    yield "| work | client | instructions | system calls | allocations |"
    yield "|---|---|---:|---:|---:|"
    for work in counts:
        for name, found in work["clients"].items():
            yield (f"| {work['title']} | {name} | {cell(found, 'instructions', ',.0f')} "
                   f"| {cell(found, 'system_calls', '.3f')} | {cell(found, 'allocations', '.3f')} |")
    yield "\n`tool/bench --row work` repeats it."


def micro_of(micro):
    yield "\n## Micro-benchmarks\n\n| what | time, ns | items/s | GB/s |\n|---|---:|---:|---:|"
    for one in micro["benchmarks"]:
        items = f"{one['items_per_second']:,.0f}" if "items_per_second" in one else ""
        speed = f"{one['bytes_per_second'] / 1e9:.1f}" if "bytes_per_second" in one else ""
        yield f"| {one['name']} | {one['cpu_time']:,.1f} | {items} | {speed} |"
    yield "\n`tool/bench --row micro` repeats it."


def markdown(results):
    yield "# Benchmark results\n"
    yield f"{machine_of(results)}; {results['kind']}, {results['repetitions']} repetitions.\n"
    yield ", ".join(f"{name} {version}" for name, version in results["versions"].items()) + ".\n"
    yield METHOD
    if table := list(summary.table(results)):
        yield "\n## In short\n"
        yield f"{summary.EXPLAINED}\n"
        yield from table
    if made := charts.overview(results):
        yield f"\n![{made.title}: {', '.join(panel.title for panel in made.panels)}](overview.svg)"
    for row in results["rows"]:
        yield from row_of(row)
    if results["counts"]:
        yield from counts_of(results["counts"])
    if results["work"]:
        yield from work_of(results["work"])
    if results["micro"]:
        yield from micro_of(results["micro"])
