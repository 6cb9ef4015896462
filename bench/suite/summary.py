# SPDX-License-Identifier: BSL-1.0
"""One line per row: popline beside the floor and beside the fastest of the other clients."""
from . import rows
from .figures import spread
from .numbers import UNITS, number

EXPLAINED = """A cell is wall time / processor time. "popline" and "best peer" are ratios to `drain`. `drain` itself is in µs per message;
in `large` and `mixed` in ns per byte; in `list`, `sessions`, `login` and `stat` in ms per run. The best peer has the lowest
wall ratio. mpop has only figures from start to end. The spread is popline's: slowest minus fastest wall time, as a share of
the median. **Bold**: a peer is faster."""


def pair(found, wall, cpu, key="to_drain", scale=1.0):
    return f"{number(found[wall][key] * scale)} / {number(found[cpu][key] * scale)}"


def best_peer(clients, wall):
    """The name of the peer with the lowest ratio; none if no peer has this figure."""
    there = [name for name in rows.PEERS if "to_drain" in clients.get(name, {}).get(wall, {})]
    return min(there, key=lambda name: clients[name][wall]["to_drain"], default=None)


def compared(clients, wall, cpu):
    """popline and its best peer, as ratios to the floor."""
    ours, name = clients["popline"], best_peer(clients, wall)
    if name is None:
        return pair(ours, wall, cpu), "–"
    cell = pair(ours, wall, cpu)
    if clients[name][wall]["to_drain"] < ours[wall]["to_drain"]:
        cell = f"**{cell}**"
    return cell, f"{name} {pair(clients[name], wall, cpu)}"


def table(results):
    """Only rows with a floor are in it."""
    of = [row for row in results["rows"] if "drain" in row["clients"] and "popline" in row["clients"]]
    if not of:
        return
    yield "| row | popline | `drain` | best peer | start to end: popline | best peer | spread |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for row in of:
        clients, scale = row["clients"], UNITS[row["unit"]][0]
        ours, peer = compared(clients, "wall", "cpu")
        whole, whole_peer = compared(clients, "whole_wall", "whole_cpu")
        floor = pair(clients["drain"], "wall", "cpu", "median", scale)
        yield (f"| {row['name']} | {ours} | {floor} | {peer} | {whole} | {whole_peer} "
               f"| {spread(clients['popline']['wall']) * 100:.0f} % |")
