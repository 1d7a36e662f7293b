"""`wallctl-wall --engine URL --node NAME`: the wall of one render machine."""

from __future__ import annotations

import argparse
import faulthandler
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the node until it is ended. 0 then, 1 for a fault of ours."""
    args = _parser().parse_args(argv)
    faulthandler.enable()
    logging.basicConfig(
        level=logging.DEBUG if args.verbose else logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    # The wall counts in device px: no factor of a desktop may come between.
    os.environ["QT_ENABLE_HIGHDPI_SCALING"] = "0"
    os.environ.pop("QT_SCALE_FACTOR", None)
    os.environ.setdefault("WALLCTL_LANG", args.lang)

    # Qt reads the environment when it is imported.
    from PySide6.QtWidgets import QApplication

    from ui.common.loop import run
    from ui.common.words import Words
    from ui.wall.glass import best_grab
    from ui.wall.held import HeldPlan, state_folder
    from ui.wall.node import WallNode
    from ui.wall.screensaver import keep_awake

    app = QApplication(["wallctl-wall"])
    app.setApplicationName("wallctl")
    app.setQuitOnLastWindowClosed(False)
    keep_awake(app.platformName())

    async def serve() -> int:
        node = WallNode(
            app,
            engine=args.engine,
            name=args.node,
            token=os.environ.get("WALLCTL_TOKEN", ""),
            held=HeldPlan(args.data or state_folder(), args.node),
            words=Words("wall", lang=args.lang),
            grab=best_grab(app.platformName()),
            budget_mpx_s=args.budget,
        )
        await node.run()
        return 0

    try:
        return run(app, serve)
    except Exception:
        logging.getLogger(__name__).exception("the wall ended by a fault")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="wallctl-wall", description=__doc__)
    parser.add_argument("--engine", default="http://127.0.0.1:8700", help="address of the engine")
    parser.add_argument("--node", required=True, help="name of this render machine in the plan")
    parser.add_argument("--data", type=Path, help="folder of the held plan")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="words on the wall")
    parser.add_argument(
        "--budget", type=float, default=0.0, help="decoder budget in Mpx/s; 0: measured"
    )
    parser.add_argument("--verbose", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
