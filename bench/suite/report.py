# SPDX-License-Identifier: BSL-1.0
"""The results as Markdown."""

UNITS = {"message": (1e6, "µs a message"), "octet": (1e9, "ns an octet"), "run": (1e3, "ms")}

METHOD = """Each repetition runs every client once, in turn and back again, so that all meet the same machine; figures are medians, the
spread is that of the wall time from the fastest to the slowest run as a share of the median. Where runs are short and
differ, those that are never slow have three turns a repetition. Ratios are medians of those to the floor of the same
turn: `drain`, by plain calls that wait, and, "of Asio's", `drain-asio`, by callbacks. The clock of `wall` and `CPU`
begins when the client is logged in and has listed the maildrop, and ends before QUIT. The columns "start to end" are of
the whole program instead: its start, the connection, login, listing, messages and QUIT. `mpop` has no other figures, and
is to be compared in these columns alone. In each row all clients get the same messages. `CPU` is the client's, user and
system; `server CPU` that of the server while the client ran, without records that it made before the clock began. `RSS`
is the peak of the whole process. bench/README.md says how to read this."""

# Of a row that was measured before each client got the same number of messages.
FEWER = """Measured in an earlier run ({date}, {processor}, popline {popline}), in which the slow clients got fewer messages, as the
column says: what a session costs weighs more for them.
"""
OTHER = """Measured in another run: {date}, {processor}, popline {popline}{note}.
"""


def number(value):
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"


def ratio(found, what):
    return f"{number(found[what])} x" if what in found else "–"


def figure(found, what, scale):
    return number(found[what] * scale) if what in found else "–"


def remarks(found):
    said = []
    if "digest_right" in found:
        said.append("digest right" if found["digest_right"] else "**digest wrong**")
    if "flights" in found:
        said.append(f"{found['flights']:.0f} flights, {found['flights_of_session']:.0f} in the session")
    if "heap" in found:
        said.append(f"{found['heap']:,.0f} octets of heap a session")
    if "finished_p99" in found:
        said.append(f"p99 {found['finished_p99'] / found['finished_median']:.2f} x the median session")
    return ", ".join(said)


def row_of(row):
    scale, unit = UNITS[row["unit"]]
    yield f"\n## {row['name']}: {row['title']}\n"
    yield f"`tool/bench --row {row['name']}` repeats it.\n"
    if "measured" in row:
        counts = {found["messages"] for found in row["clients"].values()}
        yield (FEWER if len(counts) > 1 and row["unit"] != "run" else OTHER).format(**row["measured"])
    if row["clients"]:
        yield (f"| client | messages | wall, {unit} | wall | of Asio's | spread | CPU, {unit} | CPU | of Asio's "
               f"| start to end: wall, {unit} | wall | CPU, {unit} | CPU | server CPU, ms | RSS, MiB | |")
        yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|"
    for name, found in row["clients"].items():
        server = f"{found['server_cpu'] * 1000:.0f}" if row["server"] == "own" else "–"
        messages = f"{found['messages']:,.0f}" if row["unit"] != "run" else "–"
        spread = found["wall_spread" if "wall" in found else "whole_wall_spread"] * 100
        yield (f"| {name} | {messages} | {figure(found, 'wall', scale)} | {ratio(found, 'wall_ratio')} "
               f"| {ratio(found, 'wall_ratio_to_asio')} "
               f"| {spread:.0f} % | {figure(found, 'cpu', scale)} | {ratio(found, 'cpu_ratio')} "
               f"| {ratio(found, 'cpu_ratio_to_asio')} | {figure(found, 'whole_wall', scale)} "
               f"| {ratio(found, 'whole_wall_ratio')} | {figure(found, 'whole_cpu', scale)} "
               f"| {ratio(found, 'whole_cpu_ratio')} | {server} | {found['rss'] / 1024:.1f} | {remarks(found)} |")
    for name, why in row["absent"].items():
        yield f"\nWithout {name}: {why}."


def counts_of(counts):
    yield "\n## Counted, not timed: one message of 4 KB, plain\n"
    yield "By the difference of two maildrops, so that what a session costs falls out.\n"
    yield "| client | instructions, fixed | instructions an octet | system calls | allocations |"
    yield "|---|---:|---:|---:|---:|"
    for name, found in counts.items():
        cell = lambda what, form: format(found[what], form) if what in found else "–"
        yield (f"| {name} | {cell('instructions_fixed', ',.0f')} | {cell('instructions_an_octet', '.2f')} "
               f"| {cell('system_calls', '.3f')} | {cell('allocations', '.4f')} |")
    yield "\n`tool/bench --row counts` repeats it."


def work_of(counts):
    yield "\n## Counted, not timed: other work\n"
    yield "By the same difference: one more message, one more STAT, one more login.\n"
    yield "| work | client | instructions | system calls | allocations |"
    yield "|---|---|---:|---:|---:|"
    for work in counts:
        for name, found in work["clients"].items():
            cell = lambda what, form: format(found[what], form) if what in found else "–"
            yield (f"| {work['title']} | {name} | {cell('instructions', ',.0f')} | {cell('system_calls', '.3f')} "
                   f"| {cell('allocations', '.3f')} |")
    yield "\n`tool/bench --row work` repeats it."


def micro_of(micro):
    yield "\n## Micro-benchmarks\n\n| what | time, ns | items/s | GB/s |\n|---|---:|---:|---:|"
    for one in micro["benchmarks"]:
        items = f"{one['items_per_second']:,.0f}" if "items_per_second" in one else ""
        octets = f"{one['bytes_per_second'] / 1e9:.1f}" if "bytes_per_second" in one else ""
        yield f"| {one['name']} | {one['cpu_time']:,.1f} | {items} | {octets} |"
    yield "\n`tool/bench --row micro` repeats it."


def markdown(results):
    machine = results["machine"]
    yield "# Benchmark results\n"
    yield (f"{machine['date']}, {machine['processor']}, {machine['cores']} cores, {machine['memory']}, "
           f"{machine['system']}, Linux {machine['kernel']}; {results['kind']}, {results['repetitions']} "
           "repetitions.\n")
    yield ", ".join(f"{name} {version}" for name, version in results["versions"].items()) + ".\n"
    yield METHOD
    for row in results["rows"]:
        yield from row_of(row)
    if results["counts"]:
        yield from counts_of(results["counts"])
    if results["work"]:
        yield from work_of(results["work"])
    if results["micro"]:
        yield from micro_of(results["micro"])
