# SPDX-License-Identifier: BSL-1.0
"""A chart a row, as SVG, and one of the rows that say most."""
from . import report, rows

OVERVIEW = ("small-plain", "small-tls", "link-100", "dovecot-tls")
# What a bar is called, what it shows, and its colour.
WALL = ("wall: the messages alone", "wall", "#30638e")
CPU = ("CPU: the messages alone", "cpu", "#edae49")
WHOLE = ("wall, from the start of the program to its end", "whole_wall", "#9cc3dd")
DONE = {True: "all clients: the same {messages:,.0f} messages",
        False: "the fast clients: {most:,.0f} messages, the slow ones: {least:,.0f}"}


def done(row):
    """How much was done by whom."""
    counts = [found["messages"] for found in row["clients"].values()]
    if row["unit"] == "run":
        return "all clients: the same work"
    same = min(counts) == max(counts)
    return DONE[same].format(messages=max(counts), most=max(counts), least=min(counts))


def bars(axes, row, shown):
    """A group of bars a client, the first client on top."""
    scale, unit = report.UNITS[row["unit"]]
    names = list(row["clients"])[::-1]
    height = 0.8 / len(shown)
    for at, (words, what, colour) in enumerate(shown):
        there = [(place, row["clients"][name][what] * scale) for place, name in enumerate(names)
                 if what in row["clients"][name]]
        places = [place + 0.4 - height * (at + 0.5) for place, _ in there]
        values = [value for _, value in there]
        drawn = axes.barh(places, values, height, color=colour, label=words)
        axes.bar_label(drawn, [report.number(value) for value in values], padding=3, fontsize=8)
    axes.set_yticks(range(len(names)), names)
    axes.set_xscale("log")
    axes.margins(x=0.15)
    axes.set_xlabel(f"{unit} (logarithmic; less is better)", fontsize=8)
    axes.set_title(f"{row['title']}\n{done(row)}", fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)


def draw(row, path):
    import matplotlib.pyplot as plot
    figure, axes = plot.subplots(figsize=(8, 1.2 + 0.55 * len(row["clients"])), layout="constrained")
    bars(axes, row, (WALL, WHOLE, CPU))
    axes.legend(fontsize=8)
    save(figure, path)


def draw_overview(of, path):
    import matplotlib.pyplot as plot
    figure, places = plot.subplots(2, 2, figsize=(11, 9), layout="constrained")
    for axes, row in zip(places.flat, of):
        clients = {name: found for name, found in row["clients"].items() if name in rows.MAIN}
        bars(axes, dict(row, clients=clients), (WALL, WHOLE))
    places.flat[0].legend(fontsize=8)
    figure.suptitle("wall time; of mpop there is only that from its start to its end", fontsize=11)
    save(figure, path)


def save(figure, path):
    import matplotlib.pyplot as plot
    figure.savefig(path, metadata={"Date": None})
    plot.close(figure)


def draw_all(results, folder):
    try:
        import matplotlib
    except ImportError:
        return "no charts: python3-matplotlib is not installed"
    matplotlib.use("svg")
    for row in results:
        if row["clients"]:
            draw(row, f"{folder}/{row['name']}.svg")
    chosen = [row for row in results if row["name"] in OVERVIEW and row["clients"]]
    if len(chosen) == len(OVERVIEW):
        draw_overview(chosen, f"{folder}/overview.svg")
    return f"charts in {folder}"
