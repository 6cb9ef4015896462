# SPDX-License-Identifier: BSL-1.0
"""What the charts show. `drawing` draws it. One chart per row, and an overview of the rows that say most.

A bar is a client's time divided by popline's time in the same turn. The axis is linear. A floor is a limit, no bar."""
import dataclasses

from . import rows
from .figures import spread
from .numbers import UNITS, machine_of, number

OVERVIEW = ("small-plain", "small-tls", "link-100", "dovecot-tls")
LIMITS = ("drain", "drain-ahead", "drain-asio", "store")
WALL = ("wall", "whole_wall", "wall time")
CPU = ("cpu", "whole_cpu", "processor time")

# A spread is cut if it goes further than this beyond the longest bar. Else one slow run would make all bars short.
ROOM = 1.3

NOTE = ("Bar: median, as a multiple of popline's. Thin line: lowest to highest run. Dashed: limit, a program that only "
        "reads the bytes.")
WHOLE_NOTE = " Light bar: start to end of the program, compared with popline's start to end."


@dataclasses.dataclass
class Bar:
    client: str
    value: float
    low: float
    high: float
    whole: bool  # from the start of the program to its end: there is no other figure of this client
    cut: bool = False  # the spread ends outside the chart

    @property
    def is_popline(self):
        return self.client == "popline"

    @property
    def label(self):
        return f"{number(self.value)} ×" + (f", up to {number(self.high)} ×" if self.cut else "")


@dataclasses.dataclass
class Limit:
    client: str
    value: float

    @property
    def label(self):
        return f"limit: {self.client}, {number(self.value)} ×"


@dataclasses.dataclass
class Panel:
    title: str
    subtitle: str
    axis: str
    bars: list
    limits: list
    edge: float  # where the axis ends


@dataclasses.dataclass
class Chart:
    title: str
    panels: list
    note: str
    source: str

    def texts(self):
        """Everything that the chart says, for a comparison with a drawn one."""
        yield from (self.title, self.note, self.source)
        for panel in self.panels:
            yield from (panel.title, panel.subtitle, panel.axis)
            for bar in panel.bars:
                yield from (bar.client, bar.label)
            for limit in panel.limits:
                yield limit.label


def bar_of(client, found, alone, whole):
    time = found.get(alone) or found.get(whole)
    if not time or "to_popline" not in time:
        return None
    low, high = time["to_popline_range"]
    if client == "popline":
        low, high = (one / time["median"] for one in time["range"])
    return Bar(client, time["to_popline"], low, high, alone not in found)


def panel(row, what, shown=None):
    """popline first, then the others from the fastest to the slowest."""
    alone, whole, words = what
    clients = {name: found for name, found in row["clients"].items() if shown is None or name in shown}
    bars = [bar_of(name, found, alone, whole) for name, found in clients.items() if name not in LIMITS]
    bars = sorted(filter(None, bars), key=lambda bar: (not bar.is_popline, bar.value))
    limits = [Limit(name, clients[name][alone]["to_popline"]) for name in LIMITS
              if "to_popline" in clients.get(name, {}).get(alone, {})]
    edge = ROOM * max(one.value for one in bars + limits)
    for bar in bars:
        bar.cut = bar.high > edge
    scale, unit = UNITS[row["unit"]]
    ours = row["clients"]["popline"][alone]
    subtitle = f"popline takes {number(ours['median'] * scale)} {unit}, spread {spread(ours) * 100:.0f} %"
    return Panel(row["title"], subtitle, f"times popline's {words}", bars, limits, edge)


def chart(title, panels, results):
    note = NOTE + (WHOLE_NOTE if any(bar.whole for one in panels for bar in one.bars) else "")
    return Chart(title, panels, note, f"{machine_of(results)}, popline {results['versions']['popline']}")


def row_chart(row, results):
    """Nothing for a row in which popline is alone, or is missing."""
    if "wall" not in row["clients"].get("popline", {}) or len(row["clients"]) < 2:
        return None
    wall, cpu = panel(row, WALL), panel(row, CPU)
    wall.title, cpu.title = "wall time", "processor time of the client"
    return chart(f"{row['title']}: time in multiples of popline's (lower is better)", [wall, cpu], results)


def overview(results):
    """Nothing unless each of its rows was measured with popline."""
    of = {row["name"]: row for row in results["rows"] if "wall" in row["clients"].get("popline", {})}
    if not set(OVERVIEW) <= set(of):
        return None
    panels = [panel(of[name], WALL, rows.MAIN) for name in OVERVIEW]
    return chart("Wall time per message, in multiples of popline's (lower is better)", panels, results)


def all_charts(results):
    """Each chart with the name of its file."""
    for row in results["rows"]:
        if made := row_chart(row, results):
            yield row["name"], made
    if made := overview(results):
        yield "overview", made
