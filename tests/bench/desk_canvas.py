"""How smoothly a tile is dragged at the desk: the real canvas on a virtual display, 64 tiles with
pictures, live pictures coming in meanwhile. Frames are counted as they are painted and flushed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.report import Report
from tests.display import Display, Screen
from tests.processes import Processes

RUNS = 3
DRAG_S = 3.0
TILES = 64


def run(report: Report) -> None:
    with tempfile.TemporaryDirectory() as folder:
        processes = Processes(Path(folder))
        try:
            display = Display(processes, Screen(1920, 1080))
            runs = [_measured(display, "one") for _ in range(RUNS)]
            how = (
                f"frames painted a second while one of {TILES} tiles with pictures is dragged "
                "(PreviewCanvas of a desk of 1920x1080, Xvfb, 1 preview/s and 2 thumbnails/s)"
            )
            report.add("desk.drag_fps", runs, "1/s", how, ">= 50")
            all_of_them = [_measured(display, "all") for _ in range(RUNS)]
            how = "the same with all 64 in the hand"
            report.add("desk.drag_all_fps", all_of_them, "1/s", how, ">= 50")
        finally:
            processes.close()


def _measured(display: Display, what: str) -> float:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.desk_canvas", what],
        env={**os.environ, **display.env},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return float(json.loads(done.stdout.strip().splitlines()[-1])["fps"])


def dragged(what: str) -> dict[str, float]:
    """Drags in this process; the figures of one run."""
    import time

    from PySide6.QtCore import QEvent, QPointF, Qt
    from PySide6.QtGui import QImage, QMouseEvent, QPaintEvent
    from PySide6.QtWidgets import QApplication

    from tests.unit.desk.fake_room import FakeRoom, demo_entities, feed, picture, wall_picture
    from ui.common.hub import Hub
    from ui.common.pictures import Pictures
    from ui.common.scale import Scale
    from ui.common.theme import dress
    from ui.common.words import Words
    from ui.desk.actions import Actions
    from ui.desk.preview_canvas import PreviewCanvas
    from ui.desk.selection import Selection
    from ui.desk.tools import Tools
    from wallctl.domain.entities import Tile
    from wallctl.domain.geometry import Size, grid

    class Counted(PreviewCanvas):
        frames = 0

        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            Counted.frames += 1

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    scale = Scale(1920 / 531.4)
    dress(app, scale)
    entities = demo_entities()
    sources = [one for one in entities if type(one).__name__ == "Source"]
    cells = grid(Size(8, 8), Size(960, 270))
    tiles = [
        Tile(f"t{n}", "hall", sources[n % len(sources)].id, rect, n) for n, rect in enumerate(cells)
    ]
    room = FakeRoom([*entities, *tiles])
    room.observed = room.observed.model_copy(update={"feeds": tuple(feed(s.id) for s in sources)})
    hub, pictures, words = Hub(), Pictures(), Words("common", "desk")
    hub.attach(room)
    selection = Selection()
    actions = Actions(hub, selection, words, lambda work: work.close())
    tools = Tools(hub, selection, actions)
    canvas = Counted(hub, pictures, selection, actions, tools, words=words, scale=scale)
    app.processEvents()
    selection.choose_wall("hall")
    canvas.resize(1300, canvas.heightForWidth(1300))
    canvas.show()
    canvas.activateWindow()
    whole = wall_picture(room.show, "hall", tiles, 1280)
    small = QImage(128, 72, QImage.Format.Format_RGB32)
    small.fill(Qt.GlobalColor.darkGreen)
    pictures.put(*picture("preview", "hall", whole, room.show.revision))
    for _ in range(20):
        app.processEvents()
    if what == "all":
        selection.choose_tiles(t.id for t in tiles)

    def send(kind: QEvent.Type, at: QPointF) -> None:
        moving = kind is QEvent.Type.MouseMove
        button = Qt.MouseButton.NoButton if moving else Qt.MouseButton.LeftButton
        event = QMouseEvent(
            kind,
            at,
            canvas.mapToGlobal(at),
            button,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(canvas, event)

    start = canvas.to_view(cells[27]).center()
    send(QEvent.Type.MouseButtonPress, start)
    Counted.frames, moves, slowest = 0, 0, 0.0
    began = time.perf_counter()
    preview_at = thumbnail_at = began
    while (now := time.perf_counter()) - began < DRAG_S:
        along = moves * 3 % 800
        send(QEvent.Type.MouseMove, start + QPointF(along - 400, (moves * 2 % 240) - 120))
        moves += 1
        if now - preview_at >= 1:
            preview_at = now
            pictures.put(*picture("preview", "hall", whole, room.show.revision))
        if now - thumbnail_at >= 0.5:
            thumbnail_at = now
            pictures.put(*picture("thumbnail", sources[moves % len(sources)].id, small))
        app.processEvents()
        slowest = max(slowest, time.perf_counter() - now)
    took = time.perf_counter() - began
    assert Counted.frames >= moves * 0.9, "moves were merged: frames and moves are not one to one"
    return {"fps": Counted.frames / took, "slowest_ms": slowest * 1000}


if __name__ == "__main__":
    print(json.dumps(dragged(sys.argv[1] if len(sys.argv) > 1 else "one")))
