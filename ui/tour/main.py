"""The scripted tour: an operator walks over every screen and function, each step asserted.

Runs beside the demo site. Exit code 0 only if every step held; pictures of what came before a
step that did not are kept.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from ui.common.loop import run
from ui.desk.main import Desk
from ui.desk.main import arguments as desk_arguments
from ui.tour import (
    alarm_steps,
    canvas_steps,
    control_steps,
    desk_steps,
    device_steps,
    drawer_steps,
    loss_steps,
    page_steps,
    people_steps,
    scene_steps,
    setup_steps,
    sound_steps,
    source_steps,
    wall_steps,
)
from ui.tour.album import Album
from ui.tour.walk import Walk
from wallctl.client.room import RoomClient

STEPS = (
    *desk_steps.STEPS,
    *canvas_steps.STEPS,
    *source_steps.STEPS,
    *sound_steps.STEPS,
    *device_steps.STEPS,
    *control_steps.STEPS,
    *drawer_steps.STEPS,
    *scene_steps.STEPS,
    *wall_steps.STEPS,
    *page_steps.STEPS,
    *setup_steps.STEPS,
    *alarm_steps.STEPS,
    *people_steps.STEPS,
    *loss_steps.STEPS,
)
log = logging.getLogger("wallctl.tour")


async def tour(
    folder: Path, engine: str, consult: str, app: QApplication, only: Sequence[str] = ()
) -> int:
    options = desk_arguments(
        ["--engine", engine, "--user", "值班员", "--lang", "zh", "--geometry", "1920x1080+0+0"]
    )
    desk = Desk(options, app)
    hall = RoomClient(engine, user="导览")
    other = RoomClient(consult, user="导览")
    album = Album(folder)
    walk = Walk(desk, hall, other, album)
    failed: list[str] = []
    living = [asyncio.ensure_future(one) for one in (desk.run(), hall.run(), other.run())]
    try:
        await walk.until("both rooms are there", lambda: hall.connected and other.connected)
        for step in (s for s in STEPS if not only or s.__name__ in only):
            began = time.monotonic()
            try:
                await step(walk)
            except AssertionError as fault:
                failed.append(step.__name__)
                log.warning("✕ %s: %s", step.__name__, fault)
                walk.desk_shot(f"failed-{step.__name__}", str(fault))
                await walk.calm()
            else:
                log.info("✓ %s  %.1f s", step.__name__, time.monotonic() - began)
    finally:
        album.close()
        for task in living:
            task.cancel()
        await asyncio.gather(*living, return_exceptions=True)
    log.info("%d steps, %d failed, %d pictures", len(STEPS), len(failed), len(album.shots))
    return 1 if failed else 0


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="ui.tour", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--engine", required=True)
    parser.add_argument("--consult", required=True)
    parser.add_argument("--only", nargs="*", default=(), help="names of steps")
    told = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    logging.getLogger("wallctl.client").setLevel(logging.WARNING)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("wallctl-tour")
    return run(app, lambda: tour(told.folder, told.engine, told.consult, app, told.only))
