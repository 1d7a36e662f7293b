"""`wallctl demo`: a whole site on one machine, with real feeds."""

from __future__ import annotations

import tempfile
from pathlib import Path

from wallctl.app.demo.run import Plan, start


def run(tour: Path | None) -> int:
    """Runs the demo site; with `tour` an operator's scripted tour over it, headless.

    Gives the exit code. A tour has data of its own, so that it always begins at the same place.
    """
    if tour is None:
        return start(Plan())
    with tempfile.TemporaryDirectory(prefix="wallctl-tour-") as data:
        return start(Plan(data=Path(data), tour=tour, virtual=True))
