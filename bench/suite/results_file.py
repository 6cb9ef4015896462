# SPDX-License-Identifier: BSL-1.0
"""Reads and writes results.json. Each figure has one line, so that two runs can be compared line by line."""
import json

WIDTH = 220
INDENT = "  "


def text_of(value, depth=0):
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (dict, list)) or len(flat) <= WIDTH:
        return flat
    inner = INDENT * (depth + 1)
    if isinstance(value, dict):
        parts = [f"{inner}{json.dumps(name)}: {text_of(one, depth + 1)}" for name, one in value.items()]
        opening, closing = "{", "}"
    else:
        parts = [inner + text_of(one, depth + 1) for one in value]
        opening, closing = "[", "]"
    return f"{opening}\n" + ",\n".join(parts) + f"\n{INDENT * depth}{closing}"


def write(results, path):
    with open(path, "w") as file:
        file.write(text_of(results) + "\n")


def read(path):
    with open(path) as file:
        return json.load(file)
