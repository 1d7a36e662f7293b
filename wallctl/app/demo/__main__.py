"""`python -m wallctl.app.demo`: the demo with ports and data of one's own."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from wallctl.app.demo.ports import DemoPorts
from wallctl.app.demo.run import Plan, default_data, start


def main() -> int:
    parser = argparse.ArgumentParser(prog="wallctl.app.demo", description=__doc__)
    usual = DemoPorts()
    parser.add_argument("--data", type=Path, default=default_data())
    parser.add_argument("--hall", type=int, default=usual.hall)
    parser.add_argument("--consult", type=int, default=usual.consult)
    parser.add_argument("--feeds", type=int, default=usual.feeds)
    parser.add_argument("--pages", type=int, default=usual.pages)
    parser.add_argument("--devices", type=int, default=usual.devices)
    parser.add_argument("--virtual", action="store_true", help="a virtual display in any case")
    told = parser.parse_args()
    ports = DemoPorts(told.hall, told.consult, told.feeds, told.pages, told.devices)
    return start(Plan(told.data.absolute(), ports, virtual=told.virtual))


if __name__ == "__main__":
    sys.exit(main())
