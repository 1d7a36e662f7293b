"""`python -m wallctl.simulators.devices --catalogue FILE --port N`: devices to train with."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import sys
from pathlib import Path

from wallctl.simulators.devices.site import Row, SimulatedSite


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m wallctl.simulators.devices")
    parser.add_argument("--catalogue", type=Path, required=True, help="JSON list of devices")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True, help="of the page")
    told = parser.parse_args()
    logging.basicConfig(level=logging.INFO)
    try:
        rows = tuple(Row(**row) for row in json.loads(told.catalogue.read_text("utf-8")))
        site = SimulatedSite(rows)
    except (OSError, ValueError, TypeError, ImportError) as exc:
        sys.stderr.write(f"{told.catalogue}: {exc}\n")
        return 2
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(site.run(told.host, told.port))
    return 0


if __name__ == "__main__":
    sys.exit(main())
