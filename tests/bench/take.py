"""A take with its feeds open: from the command to the new picture on the glass, and how far apart
the windows of one wall show it."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from tests.bench import clips
from tests.bench.counters import Strips
from tests.bench.report import Report, percentile
from tests.bench.rig import SITE, WALL, Cell, Rig, grid, rig, settle
from tests.bench.xread import Reader
from tests.processes import wait_for
from wallctl.simulators.code import CORNER

RUNS = 3
TAKES = 24
WINDOWS = 8
SITE_OF_WINDOWS = (
    SITE.replace("columns = 1", "columns = 4")
    .replace("rows = 1", "rows = 2")
    .replace("[1920, 1080]", "[480, 540]")
)


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
            glass = _Glass(room, cells)
            took: list[float] = []
            for turn in range(1, TAKES + 1):
                room.prepare(halves[turn % 2], cells)
                settle(1.2)
                ms, was_black, was_mixed = _one(room, glass, numbers[turn % 2])
                took.append(ms)
                black.append(float(was_black))
                mixed.append(float(was_mixed))
            glass.close()
            late.append(percentile(took, 95))
    how = "POST of wall.take to all four tiles showing the new sources, from the pixels, 24 takes"
    report.add("take.warm_ms.p95", late, "ms", how, "<= 100")
    report.add("take.black_frames", [sum(black)], "takes", "with a black tile", "0")
    how = "takes with old and new tiles together in one picture that the X server gave whole"
    report.add("take.mixed_frames", [sum(mixed)], "takes", how, "0")
    how = (
        f"first to last of {WINDOWS} windows flushed by a take, as the node reports, {TAKES} takes"
    )
    report.add("take.skew_ms.max", [_skew() for _ in range(RUNS)], "ms", how, "<= 16.7")


def _skew() -> float:
    """The most that the windows of one wall were apart in a take, ms. Each tile is in several."""
    specs, cells = clips.sub_specs(8), grid(2, 2)
    apart: list[float] = []
    with rig(SITE_OF_WINDOWS) as room:
        urls = [room.feeds.add(f"/{s.name}", clips.file_of(s)) for s in specs]
        ids = room.sources([(u, "") for u in urls])
        room.prepare(ids[:4], cells)
        room.take()
        room.wait_live(4)
        for turn in range(1, TAKES + 1):
            half = turn % 2 * 4
            room.prepare(ids[half : half + 4], cells)
            settle(0.6)
            answer = room.take()
            assert answer["result"] == "done", answer
            apart.append(_reported_skew(room))
    return max(apart)


def _reported_skew(room: Rig) -> float:
    """What the node reports of the program that is on the glass now."""
    serial = room.engine.entities("program")[WALL]["serial"]

    def told() -> float | None:
        for report in room.engine.state()["observed"]["walls"]:
            if (report["wall"], report["serial"]) == (WALL, serial):
                assert (report["outputs"], report["mapped"]) == (WINDOWS, WINDOWS), report
                return float(report["skew_ms"])
        return None

    return wait_for("the report of the take", told)


class _Glass:
    """Looks at the wall fast (the frame buffer) and whole (between two requests to X)."""

    def __init__(self, room: Rig, cells: Sequence[Cell]) -> None:
        self._cells = cells
        self._screen = room.display.screen
        self._reader = Reader(room.display.name)
        self.fast = Strips(room.display.buffer, cells, CORNER)

    def whole(self) -> set[int]:
        """The sources on the glass now, in one picture that no request was halfway into."""
        picture = self._reader.picture(self._screen.width, self._screen.height)
        return {r[0] for r in Strips(picture, self._cells, CORNER).read() if r}

    def close(self) -> None:
        self._reader.close()


def _one(room: Rig, glass: _Glass, wanted: set[int]) -> tuple[float, bool, bool]:
    answers: list[dict[str, object]] = []
    asker = threading.Thread(target=lambda: answers.append(room.take()))
    start = time.monotonic()
    asker.start()
    black = mixed = False
    while True:
        shown = {r[0] for r in glass.fast.read() if r}
        if shown >= wanted:
            break
        black = black or any(not part.any() for part in glass.fast.luma())
        if shown & wanted:  # one request may be halfway into the buffer: ask X itself
            whole = glass.whole()
            mixed = mixed or bool(whole & wanted and whole - wanted)
        if time.monotonic() - start > 5:
            raise AssertionError(f"the take did not come to the glass: {answers} {shown}")
        time.sleep(0.001)
    ms = (time.monotonic() - start) * 1000
    asker.join(10)
    assert answers, "the take was not answered"
    assert answers[0]["result"] == "done", answers
    return ms, black, mixed
