# SPDX-License-Identifier: BSL-1.0
"""A chart a row, as SVG."""
from . import report


def draw(row, path):
    import matplotlib
    matplotlib.use("svg")
    import matplotlib.pyplot as plot
    scale, unit = report.UNITS[row["unit"]]
    names = list(row["clients"])[::-1]
    figure, axes = plot.subplots(figsize=(8, 0.8 + 0.45 * len(names)), layout="constrained")
    for offset, what, colour, words in ((0.2, "wall", "#30638e", "wall"), (-0.2, "cpu", "#edae49", "CPU")):
        values = [row["clients"][name][what] * scale for name in names]
        bars = axes.barh([at + offset for at in range(len(names))], values, 0.4, color=colour, label=words)
        axes.bar_label(bars, [report.number(value) for value in values], padding=3, fontsize=8)
    axes.set_yticks(range(len(names)), names)
    axes.set_xscale("log")
    axes.margins(x=0.15)
    axes.set_xlabel(f"{unit} (logarithmic; less is better)")
    axes.set_title(row["title"], fontsize=10)
    axes.legend(fontsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})
    plot.close(figure)


def draw_all(rows, folder):
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        return "no charts: python3-matplotlib is not installed"
    for row in rows:
        if row["clients"]:
            draw(row, f"{folder}/{row['name']}.svg")
    return f"charts in {folder}"
