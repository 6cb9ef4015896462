# SPDX-License-Identifier: BSL-1.0
"""Describes the machine that runs the suite."""
import datetime
import os
import platform
import re


def described():
    with open("/proc/cpuinfo") as file:
        model = re.search(r"model name\s*: (.*)", file.read())
    with open("/proc/meminfo") as file:
        memory = int(re.search(r"MemTotal:\s*(\d+)", file.read())[1])
    release = platform.freedesktop_os_release().get("PRETTY_NAME", "unknown")
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "cores": len(os.sched_getaffinity(0)),
        "processor": model[1].strip() if model else platform.machine(),
        "memory": f"{memory / 1048576:.1f} GiB",
        "kernel": re.match(r"[\d.]+", platform.release())[0],  # the version only
        "system": release,
    }
