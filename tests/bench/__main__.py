"""`python -m tests.bench [wall] [feed] [take] ...`: all parts, or those that are named."""

from __future__ import annotations

import importlib
import logging
import sys
from pathlib import Path

from tests.bench.report import Report

PARTS = {
    "wall": ("wall",),
    "feed": ("feed",),
    "take": ("take",),
    "command": ("command",),
    "desk": ("desk", "desk_live", "desk_recall", "desk_canvas"),
    "demo": ("demo",),
    "devices": ("devices",),
}
"""The modules of each part."""
OUT = Path("out/bench.json")


def main(names: list[str]) -> int:
    logging.basicConfig(level=logging.WARNING)
    unknown = [n for n in names if n not in PARTS]
    if unknown:
        print(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    report = Report()
    for name in names or PARTS:
        print(f"-- {name}", flush=True)
        for module in PARTS[name]:
            importlib.import_module(f"tests.bench.{module}").run(report)
        report.write(OUT)
    print(report.table())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
