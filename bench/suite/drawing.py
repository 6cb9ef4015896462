# SPDX-License-Identifier: BSL-1.0
"""Draws the charts as SVG with matplotlib. Text stays text. The colours follow the reader's light or dark mode."""
import io
import textwrap

# Of each: in light mode, and in dark mode.
PAPER = ("#ffffff", "#0d1117")
INK = ("#1f2328", "#e6edf3")
GRID = ("#d8dee4", "#30363d")
OURS = ("#0550ae", "#4493f8")
OTHERS = ("#a9b1ba", "#59636e")
WHOLE = ("#dde1e6", "#353c44")
SPREAD = ("#57606b", "#b1bac4")
LIMIT = ("#bc4c00", "#f0883e")
HIGHLIGHT = ("#ddf4ff", "#15233b")
COLOURS = (PAPER, INK, GRID, OURS, OTHERS, WHOLE, SPREAD, LIMIT, HIGHLIGHT)
DASHES = ((0, (4, 2)), (0, (1, 1)), (0, (6, 2, 1, 2)))


def colour(bar):
    return (OURS if bar.is_popline else WHOLE if bar.whole else OTHERS)[0]


def draw_panel(axes, panel):
    bars = panel.bars
    places = range(len(bars))
    axes.barh(places, [bar.value for bar in bars], 0.72, color=[colour(bar) for bar in bars], zorder=2)
    for place, bar in zip(places, bars):
        if bar.is_popline:
            axes.axhspan(place - 0.5, place + 0.5, color=HIGHLIGHT[0], linewidth=0, zorder=0)
        end = panel.edge * 0.98 if bar.cut else bar.high
        axes.plot([bar.low, end], [place, place], color=SPREAD[0], linewidth=1.2, solid_capstyle="butt", zorder=3)
        for tick in [bar.low] if bar.cut else [bar.low, bar.high]:
            axes.plot([tick, tick], [place - 0.14, place + 0.14], color=SPREAD[0], linewidth=1.2, zorder=3)
        beside = (5, 0) if not bar.cut else (-4, 9)
        axes.annotate(bar.label, (max(bar.value, end), place), beside, textcoords="offset points", va="center",
                      ha="right" if bar.cut else "left", fontsize=9, fontweight="bold" if bar.is_popline else "normal",
                      color=INK[0], annotation_clip=False)
    for limit, dashes in zip(panel.limits, DASHES):
        axes.axvline(limit.value, color=LIMIT[0], linewidth=1.3, linestyle=dashes, zorder=4, label=limit.label)
    if panel.limits:
        axes.legend(loc="upper right", fontsize=8, frameon=False, labelcolor=LIMIT[0], borderaxespad=0.1).set_zorder(5)
    axes.set_xlim(0, panel.edge)
    axes.set_ylim(len(bars) - 0.4, -0.6 - 0.5 * len(panel.limits))  # above popline is the legend
    axes.set_yticks(places, [bar.client for bar in bars], fontsize=9)
    for label, bar in zip(axes.get_yticklabels(), bars):
        label.set_fontweight("bold" if bar.is_popline else "normal")
    axes.set_xlabel(panel.axis, fontsize=8)
    axes.set_title(panel.title, fontsize=10, fontweight="bold", loc="left", pad=18)
    axes.annotate(panel.subtitle, (0, 1), (0, 5), xycoords="axes fraction", textcoords="offset points", fontsize=8.5)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=8, color=GRID[0])
    axes.grid(axis="x", color=GRID[0], linewidth=0.7)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.spines["left"].set_color(GRID[0])


def figure_of(plot, chart):
    lines = -(-len(chart.panels) // 2)
    height = 1.7 + sum(1.1 + 0.27 * max(len(panel.bars) for panel in chart.panels[at : at + 2])
                       for at in range(0, len(chart.panels), 2))
    figure, places = plot.subplots(lines, 2, figsize=(10, height), layout="constrained", facecolor=PAPER[0])
    figure.get_layout_engine().set(w_pad=0.15, h_pad=0.1)
    for axes, panel in zip(places.flat, chart.panels):
        draw_panel(axes, panel)
    figure.suptitle(textwrap.fill(chart.title, 84), fontsize=13, fontweight="bold", x=0.02, ha="left")
    figure.supxlabel(f"{textwrap.fill(chart.note, 175)}\n{chart.source}", fontsize=8, x=0.02, ha="left")
    return figure


def dark_mode():
    rules = [f'[style*="{what}: {light}"]{{{what}:{dark} !important}}'
             for light, dark in COLOURS for what in ("fill", "stroke")]
    return "<style>@media (prefers-color-scheme: dark){\n" + "\n".join(rules) + "\n}</style>"


def svg_of(plot, chart):
    """The same chart gives the same text."""
    figure = figure_of(plot, chart)
    written = io.StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None, "Title": chart.title})
    plot.close(figure)
    head, defs, rest = written.getvalue().partition("<defs>")
    return head + dark_mode() + "\n  " + defs + rest


def draw_all(charts, folder):
    try:
        import matplotlib
    except ImportError:
        return "no charts: python3-matplotlib is not installed"
    matplotlib.use("svg")
    import matplotlib.pyplot as plot
    colours = {name: INK[0] for name in ("text.color", "axes.labelcolor", "xtick.labelcolor", "ytick.labelcolor")}
    fonts = {"font.sans-serif": ["DejaVu Sans", "Verdana", "Arial"], "svg.fonttype": "none"}
    same_each_time = {"svg.hashsalt": "popline"}
    matplotlib.rcParams.update({**fonts, **colours, **same_each_time, "axes.facecolor": "none"})
    for name, chart in charts:
        with open(f"{folder}/{name}.svg", "w") as file:
            file.write(svg_of(plot, chart))
    return f"charts in {folder}"
