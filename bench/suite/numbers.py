# SPDX-License-Identifier: BSL-1.0
"""How figures, units and the machine are written."""

# What a figure of a row is multiplied by, and what it then is.
UNITS = {"message": (1e6, "µs per message"), "byte": (1e9, "ns per byte"), "run": (1e3, "ms")}


def number(value):
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"


def machine_of(results):
    machine = results["machine"]
    return (f"{machine['date']}, {machine['processor']}, {machine['cores']} cores, {machine['memory']}, "
            f"{machine['system']}, Linux {machine['kernel']}")
