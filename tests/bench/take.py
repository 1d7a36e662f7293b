"""A take with its feeds open: from the command to the new picture on the glass."""

from __future__ import annotations

import threading
import time

from tests.bench import clips
from tests.bench.counters import Strips
from tests.bench.report import Report, percentile
from tests.bench.rig import Rig, grid, rig, settle
from wallctl.simulators.code import CORNER

RUNS = 3
TAKES = 24
MIXED_FOR_S = 0.008
"""One X request may be copied while it is looked at; a mixture that lasts longer was shown."""


def run(report: Report) -> None:
    clips.ensure()
    specs, cells = clips.sub_specs(8), grid(2, 2)
    late, black, mixed = [], [], []
    for _ in range(RUNS):
        with rig() as room:
            urls = [room.feeds.add(f"/{s.name}", clips.file_of(s)) for s in specs]
            ids = room.sources([(u, "") for u in urls])
            halves = [ids[:4], ids[4:]]
            numbers = [{s.source for s in specs[:4]}, {s.source for s in specs[4:]}]
            room.prepare(halves[0], cells)
            room.take()
            room.wait_live(4)
            strips = Strips(room.display.buffer, cells, CORNER)
            took: list[float] = []
            for turn in range(1, TAKES + 1):
                room.prepare(halves[turn % 2], cells)
                settle(1.2)
                ms, was_black, was_mixed = _one(room, strips, numbers[turn % 2])
                took.append(ms)
                black.append(float(was_black))
                mixed.append(float(was_mixed))
            late.append(percentile(took, 95))
    how = "POST of wall.take to all four tiles showing the new sources, from the pixels, 24 takes"
    report.add("take.warm_ms.p95", late, "ms", how, "<= 100")
    report.add("take.black_frames", [sum(black)], "takes", "with a black tile", "0")
    how = "takes with old and new tiles together in the window for longer than one X request"
    report.add("take.mixed_frames", [sum(mixed)], "takes", how, "0")


def _one(room: Rig, strips: Strips, wanted: set[int]) -> tuple[float, bool, bool]:
    answers: list[dict[str, object]] = []
    asker = threading.Thread(target=lambda: answers.append(room.take()))
    start = time.monotonic()
    asker.start()
    black, mixed_since, mixed = False, 0.0, False
    while True:
        now = time.monotonic()
        read = strips.read()
        shown = {r[0] for r in read if r}
        new = shown & wanted
        if len(new) == len(wanted):
            break
        if any(not part.any() for part in strips.luma()):
            black = True
        if new:
            mixed_since = mixed_since or now
            mixed = mixed or now - mixed_since > MIXED_FOR_S
        if now - start > 5:
            raise AssertionError(f"the take did not come to the glass: {answers} {read}")
        time.sleep(0.001)
    ms = (time.monotonic() - start) * 1000
    asker.join(10)
    assert answers, "the take was not answered"
    assert answers[0]["result"] == "done", answers
    return ms, black, mixed
