"""What the desk costs its operator: searching ten thousand sources."""

from __future__ import annotations

import os
import time

from tests.bench.report import Report, percentile
from wallctl.domain.entities import Carrier, Medium, Source, SourceKind

SOURCES = 10_000
TYPED = ("瞭望", "瞭望 09", "双龙", "布控球 0042", "无线 白龙桥", "drone", "部门 7", "zz", "")
RUNS = 3
LOOKS = 5


def run(report: Report) -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    runs = [_search() for _ in range(RUNS)]
    how = "SourceModel.search over 10,000 sources with its tree's view laid out, offscreen"
    report.add("search.10k_ms.p95", runs, "ms", how, "<= 100")


def _sources() -> list[Source]:
    kinds = list(SourceKind)
    names = ("瞭望", "布控球", "无人机", "单兵", "路口")
    return [
        Source(
            f"s{n:05d}",
            f"{names[n % 5]} {n:04d} · {('双龙', '白龙桥', '箬阳')[n % 3]}",
            Medium.STREAM,
            f"rtsp://127.0.0.1:9/{n}",
            kind=kinds[n % len(kinds)],
            department=f"部门 {n % 40}",
            carrier=Carrier.WIRELESS,
        )
        for n in range(SOURCES)
    ]


def _search() -> float:
    from PySide6.QtWidgets import QApplication

    from tests.unit.desk.fake_room import FakeRoom
    from ui.common.hub import Hub
    from ui.common.pictures import Pictures
    from ui.common.scale import Scale
    from ui.common.theme import dress
    from ui.common.words import Words
    from ui.desk.selection import Selection
    from ui.desk.sources_panel import SourcesPanel

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    scale = Scale(3.78)
    dress(app, scale)
    room, hub = FakeRoom(_sources()), Hub()
    hub.attach(room)
    words = Words("common", "desk")
    panel = SourcesPanel(hub, Pictures(), Selection(None), words, scale)
    panel.resize(320, 900)
    panel.show()
    app.processEvents()
    took = []
    for _ in range(LOOKS):
        for text in TYPED:
            start = time.monotonic()
            panel.find.setText(text)
            app.processEvents()
            took.append((time.monotonic() - start) * 1000)
    panel.close()
    return percentile(took, 95)
