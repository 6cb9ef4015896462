# SPDX-License-Identifier: BSL-1.0
"""Runs one row: starts its servers, and runs its clients in turn, once per repetition."""
import contextlib
import os
import shutil
import subprocess
import tempfile

from . import figures, rows, serving

NO_SUCH_JOB = 77


class Failed(Exception):
    pass


def is_delivering(row):
    return row.job.partition(":")[0] in rows.DELIVERING


def check_stored(name, row, server, found):
    """Fails a client that did not store each message, or not all of its bytes."""
    name_of_job, _, new = row.job.partition(":")
    new = "0" if name_of_job == "accounts" else new
    messages, bytes = int(server.facts["messages"]), int(server.facts["bytes"])
    expected = {"messages": int(new), "bytes": int(new) * bytes // messages} if new else {"messages": messages, "bytes": bytes}
    stored = {what: int(found[what]) for what in expected}
    if stored != expected:
        raise Failed(f"{name}: stored {stored} instead of {expected}")


def syncs_of(built, clients, name, server, row):
    """How many calls that make something durable there are per message, in a run that is not timed."""
    os.environ["BENCH_SYNCS"] = "yes"
    try:
        found = run_client(built, clients, name, server, row)
    finally:
        del os.environ["BENCH_SYNCS"]
    return figures.rounded(found["syncs"] / found["messages"])


def run_client(built, clients, name, server, row, *, digest=False, patience=300):
    """Runs a client once, and returns what it printed. None if the client does not have this job."""
    program, window = clients.command(name, row.job)
    command = [*program, server.place(row.way), row.way, server.ca_file, row.job, window or "0"]
    if digest:
        command.append("--digest")
    whole = [*server.before_client, f"{built}/bench/measure", *command]
    server_before = server.so_far()
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
    if is_delivering(row) and name != "collect":
        check_stored(name, row, server, found)
    if name in rows.FROM_START or is_delivering(row):
        # The client's own clock. `measure` would include the script that starts it.
        found["whole_wall"], found["whole_cpu"] = found.pop("wall"), found.pop("cpu")
    server_after = server.so_far()
    found["server_cpu"] = server_after["cpu"] - server_before["cpu"]
    if row.job.startswith("accounts"):
        # Counted by the server, so that all clients are counted alike. The sessions of a run are alike, too.
        found["flights"] = server_after["round_trips"]
        found["sessions"] = float(row.job.partition(":")[2])
    found["digest"] = sum_of_all
    if found["bytes"] == 0 and row.unit == "byte":
        found["bytes"] = float(server.facts["bytes"])  # this client does not count bytes; it fails if it misses any
    return found


def servers_of(stack, row, built):
    """The server for the fast clients, and the server for the others. Both have the same messages."""
    closing = lambda made: stack.enter_context(contextlib.closing(made))
    if row.server == "dovecot":
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        os.chmod(folder, 0o755)  # Dovecot reads the mail as another user
        made = closing(serving.Dovecot(folder, row.count, 4096))
        return made, made
    link = closing(serving.Link(row.link)) if row.link else None

    def own(ahead):
        count = str(row.count)
        count_words = (*row.mail, count) if row.mail == ("--mixed",) else ("--messages", count, *row.mail)
        more = (["--ahead"] if ahead else []) + (["--delay", str(row.delay)] if row.delay else [])
        more += ["--digest"] if row.checked else []
        place = stack.enter_context(tempfile.TemporaryDirectory())
        os.chmod(place, 0o755)  # getmail runs as another user and reads the certificate
        return closing(serving.Own(built, place, [*count_words, *more], link))

    # Only a client that retrieves in order, and with a window, can use records that were made ahead.
    ahead = row.way == "tls" and row.job == "retrieve"
    usual = own(False)
    return own(True) if ahead else usual, usual


def run_row(row, built, clients, repetitions, only, say):
    wanted = [name for name in row.clients if not only or name in only or name in (*rows.FLOORS, "store")]
    present = [name for name in wanted if clients.command(name, row.job)]
    absent = {name: "not installed" for name in wanted if name not in present}
    runs = {name: [] for name in present}
    checks = {}
    with contextlib.ExitStack() as stack:
        fast, slow = servers_of(stack, row, built)
        # A client with a window of less than four would wait for ever for a record that was made ahead.
        place = lambda name: fast if name in rows.FAST else slow
        if row.checked:
            for name in present:
                checks[name] = run_client(built, clients, name, slow, row, digest=True)["digest"]
            truth = slow.digest or checks.get("drain")
            checks = {name: found == truth for name, found in checks.items()}
        turns = (row.repetitions or repetitions) * row.turns
        for turn in range(turns):
            mine = present if turn % row.turns == 0 else [name for name in present if name in rows.FAST]
            # Every second turn is in the opposite order, so that no client is always first, or always after a slow one.
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
        if is_delivering(row) and not row.job.startswith("accounts") and shutil.which("strace"):
            for name in present:
                runs[name][0]["syncs"] = syncs_of(built, clients, name, slow, row)
    summaries = {name: figures.summed_up(found, runs, row.unit) for name, found in runs.items() if name in present}
    for name, right in checks.items():
        if name in summaries:
            summaries[name]["digest_right"] = right
    made = {"name": row.name, "title": row.title, "unit": row.unit, "server": row.server, "absent": absent,
            "clients": summaries}
    return made, {name: runs[name] for name in summaries}
