# SPDX-License-Identifier: BSL-1.0
"""One row: its servers, and all its clients in turn, repetition after repetition."""
import contextlib
import os
import statistics
import subprocess
import tempfile

from . import rows, serving

NO_SUCH_JOB = 77


class Failed(Exception):
    pass


def run_client(built, clients, name, server, row, *, digest=False, patience=300):
    """What one run printed; nothing if the client has no such job."""
    program, window = clients.command(name)
    command = [*program, server.place(row.way), row.way, server.ca_file, row.job, window or "0"]
    if digest:
        command.append("--digest")
    whole = [*server.before_client, f"{built}/bench/measure", *command]
    server_before = server.processor_time()
    measure = dict(os.environ, BENCH_MEASURE=f"{built}/bench/measure")
    done = subprocess.run(whole, capture_output=True, text=True, timeout=patience, env=measure)
    if done.returncode == NO_SUCH_JOB:
        return None
    if done.returncode != 0:
        raise Failed(f"{name}: {(done.stderr or done.stdout).strip()[-300:]}")
    told = serving.facts(done.stdout)
    sum_of_all = told.pop("digest")
    found = {key: float(value) for key, value in told.items()}
    found["rss"] = found.pop("own_rss", found["rss"])
    if name in rows.FROM_START:
        # Its own clock, without what the program took that starts it.
        found["whole_wall"], found["whole_cpu"] = found.pop("wall"), found.pop("cpu")
    found["server_cpu"] = server.processor_time() - server_before
    found["digest"] = sum_of_all
    if found["octets"] == 0 and row.unit == "octet":
        found["octets"] = float(server.facts["octets"])  # of one that does not count them, and fails if it lacks any
    return found


def servers_of(stack, row, built):
    """Where those go that ask far ahead, and where the others; both have the same messages."""
    closing = lambda made: stack.enter_context(contextlib.closing(made))
    if row.server == "dovecot":
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        os.chmod(folder, 0o755)  # Dovecot reads mail as somebody else
        made = closing(serving.Dovecot(folder, row.count, 4096))
        return made, made
    link = closing(serving.Link(row.link)) if row.link else None

    def own(ahead):
        count = str(row.count)
        count_words = (*row.mail, count) if row.mail == ("--mixed",) else ("--messages", count, *row.mail)
        more = (["--ahead"] if ahead else []) + (["--delay", str(row.delay)] if row.delay else [])
        more += ["--digest"] if row.checked else []
        place = stack.enter_context(tempfile.TemporaryDirectory())
        return closing(serving.Own(built, place, [*count_words, *more], link))

    # Only what retrieves in order and with a window can use records that were made ahead.
    ahead = row.way == "tls" and row.job == "retrieve"
    usual = own(False)
    return own(True) if ahead else usual, usual


def per_unit(run, unit):
    return 1 if unit == "run" else max(1.0, run["messages" if unit == "message" else "octets"])


def ratios_to(floor, runs, what, unit):
    """Of each run to the floor's of the same turn; none where it was not measured."""
    if what not in runs[0]:
        return []
    bases = {base["turn"]: base[what] / per_unit(base, unit) for base in floor}
    return [ours[what] / per_unit(ours, unit) / bases[ours["turn"]] for ours in runs if bases.get(ours["turn"])]


def summed_up(row, runs, floors):
    """Medians, spread, and the medians of the ratios to the floors."""
    made = {"runs": runs, "messages": runs[0]["messages"], "octets": runs[0]["octets"]}
    for what in ("wall", "cpu", "whole_wall", "whole_cpu"):
        if what not in runs[0]:
            continue
        values = sorted(run[what] / per_unit(run, row.unit) for run in runs)
        made[what] = statistics.median(values)
        made[f"{what}_spread"] = (values[-1] - values[0]) / made[what] if made[what] else 0.0
        for name, floor in floors.items():
            if ratios := ratios_to(floor, runs, what, row.unit):
                made[f"{what}_{name}"] = statistics.median(ratios)
    for what in ("rss", "server_cpu"):
        made[what] = statistics.median(run[what] for run in runs)
    for what in ("flights", "flights_of_session", "finished_median", "finished_p99", "heap"):
        if what in runs[0]:
            made[what] = statistics.median(run[what] for run in runs)
    return made


def run_row(row, built, clients, repetitions, only, say):
    wanted = [name for name in row.clients if not only or name in only or name in rows.FLOORS]
    present = [name for name in wanted if clients.command(name)]
    absent = {name: "not installed" for name in wanted if name not in present}
    runs = {name: [] for name in present}
    checks = {}
    with contextlib.ExitStack() as stack:
        fast, slow = servers_of(stack, row, built)
        # A window of less than four would wait for ever for records made ahead.
        place = lambda name: fast if name in rows.FAST else slow
        if row.checked:
            for name in present:
                checks[name] = run_client(built, clients, name, slow, row, digest=True)["digest"]
            truth = slow.digest or checks.get("drain")
            checks = {name: found == truth for name, found in checks.items()}
        turns = (row.repetitions or repetitions) * row.turns
        for turn in range(turns):
            mine = present if turn % row.turns == 0 else [name for name in present if name in rows.FAST]
            # There and back: who comes first, or behind a slow one, shall not always be the same.
            for name in mine[::1 if turn % 2 == 0 else -1]:
                try:
                    found = run_client(built, clients, name, place(name), row)
                except (Failed, subprocess.TimeoutExpired) as why:
                    found, absent[name] = None, str(why)
                if found is None:
                    absent.setdefault(name, "has no such job")
                    present.remove(name)
                else:
                    runs[name].append(found | {"turn": turn})
            say(f"{row.name}: {turn + 1} of {turns}")
    floors = {"ratio": runs.get("drain", ()), "ratio_to_asio": runs.get("drain-asio", ())}
    summaries = {name: summed_up(row, found, floors) for name, found in runs.items() if name in present}
    for name, right in checks.items():
        if name in summaries:
            summaries[name]["digest_right"] = right
    return {"name": row.name, "title": row.title, "unit": row.unit, "clients": summaries, "absent": absent,
            "job": row.job, "way": row.way, "server": row.server, "repeat": f"tool/bench --row {row.name}"}
