"""Images, documents and cards through the real worker."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QColor, QImage, QPageSize, QPainter, QPdfWriter
from pytestqt.qtbot import QtBot

from tests.peers.web_node import WebNode
from tests.peers.web_pages import Pages
from tests.processes import free_port
from ui.web.bars import source_number
from wallctl.domain.entities import Medium, PlayOptions
from wallctl.domain.geometry import Size
from wallctl.domain.plan import FeedSpec
from wallctl.feeds.keys import Mode
from wallctl.simulators import code

INKS = ("#c00000", "#00a000", "#0000c0")


@pytest.fixture
def node(tmp_path: Path) -> Iterator[WebNode]:
    with WebNode({"XDG_CACHE_HOME": str(tmp_path / "cache")}) as made:
        yield made


def spec(medium: Medium, main: object = "", **options: object) -> FeedSpec:
    return FeedSpec(f"{medium}", "名称", medium, str(main), options=PlayOptions(**options))


def image_file(path: Path, ink: str, size: tuple[int, int] = (320, 200)) -> Path:
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor(ink))
    half = path.with_suffix(".half")
    assert image.save(str(half), "png")
    half.replace(path)  # whole at once, as a careful writer does it
    return path


def document_file(path: Path) -> Path:
    """Three pages, each filled with its own colour."""
    writer = QPdfWriter(str(path))
    writer.setPageSize(QPageSize(QSizeF(200, 100), QPageSize.Unit.Millimeter))
    writer.setPageMargins(QMarginsF())
    painter = QPainter(writer)
    for n, ink in enumerate(INKS):
        if n:
            writer.newPage()
        painter.fillRect(0, 0, writer.width(), writer.height(), QColor(ink))
    painter.end()
    return path


def centre(node: WebNode, feed: int) -> str:
    picture = node.picture(feed)
    r, g, b = picture[picture.shape[0] // 2, picture.shape[1] // 2]
    return f"#{r:02x}{g:02x}{b:02x}"


def test_an_image_follows_its_file(node: WebNode, tmp_path: Path) -> None:
    file = tmp_path / "布防图.png"
    feed = node.open(1, spec(Medium.IMAGE, file))
    assert node.until_state(1, "opening", "not_found") == "file_not_found"
    image_file(file, "#204060")
    node.until_state(1, "live")
    assert node.picture(1).shape == (200, 320, 3)
    assert centre(node, 1) == "#204060"
    image_file(file, "#806020", (640, 400))
    node.until("the new picture", lambda: centre(node, 1) == "#806020")
    assert node.frame(1).native == Size(640, 400)
    file.write_bytes(b"broken")
    assert node.until_state(1, "stale", "format") == "image_unknown_format"
    assert centre(node, 1) == "#806020"
    file.unlink()
    node.until_state(1, "stale", "not_found")
    image_file(file, "#102030")
    node.until_state(1, "live")
    beats = feed.beats
    node.until("beats", lambda: feed.beats > beats)
    assert centre(node, 1) == "#102030"


def test_a_document_shows_its_page_in_the_wanted_size(
    node: WebNode, tmp_path: Path, qtbot: QtBot
) -> None:
    file = document_file(tmp_path / "预案.pdf")
    node.open(1, spec(Medium.PDF, file, page=2), size=Size(400, 400))
    node.until_state(1, "live")
    assert node.picture(1).shape == (200, 400, 3)
    assert centre(node, 1) == INKS[1]
    assert node.frame(1).native.w > 1000
    node.change(1, size=Size(1000, 500))
    node.until("the new size", lambda: node.picture(1).shape == (500, 1000, 3))


def test_a_document_turns_its_pages(node: WebNode, tmp_path: Path, qtbot: QtBot) -> None:
    file = document_file(tmp_path / "值班表.pdf")
    node.open(1, spec(Medium.PDF, file, dwell_s=0.5), size=Size(200, 100))
    node.until_state(1, "live")
    for ink in (*INKS, INKS[0]):
        node.until(f"page {ink}", lambda ink=ink: centre(node, 1) == ink)


def test_a_warm_document_is_ready_and_not_drawn(
    node: WebNode, tmp_path: Path, qtbot: QtBot
) -> None:
    feed = node.open(1, spec(Medium.PDF, document_file(tmp_path / "b.pdf")), mode=Mode.WARM)
    node.until_state(1, "warm")
    assert feed.frames == 0
    node.play(1, Size(400, 200))
    node.until_state(1, "live")
    assert centre(node, 1) == INKS[0]
    node.change(1, mode=Mode.WARM)
    node.until_state(1, "warm")


def test_a_damaged_document(node: WebNode, tmp_path: Path, qtbot: QtBot) -> None:
    file = document_file(tmp_path / "a.pdf")
    file.write_bytes(file.read_bytes()[:100])
    node.open(1, spec(Medium.PDF, file))
    assert node.until_state(1, "opening", "format") == "document_damaged"
    document_file(file)
    node.until_state(1, "live")


def test_an_image_from_a_server(node: WebNode, tmp_path: Path) -> None:
    server = Pages(free_port()).start()
    try:
        feed = node.open(1, spec(Medium.IMAGE, server.url("/404")))
        assert node.until_state(1, "opening", "not_found") == "http_404"
        node.open(2, spec(Medium.IMAGE, server.url("/auth", "zhiban:wrong")))
        assert node.until_state(2, "opening", "auth") == "http_401"
        assert feed.frames == 0
    finally:
        server.close()


def test_bars_move_and_say_who_they_are(node: WebNode) -> None:
    node.open(1, spec(Medium.BARS, fps=10.0))
    node.until_state(1, "live")

    def read() -> code.Reading | None:
        return code.read(node.picture(1).mean(axis=2).astype(np.uint8), code.CORNER)

    first = read()
    assert first is not None
    assert first.source == source_number("bars")
    node.until("they move", lambda: (now := read()) is not None and now.frame > first.frame + 3)


def test_a_clock_ticks_and_stands_still_when_it_is_not_drawn(node: WebNode) -> None:
    feed = node.open(1, spec(Medium.CLOCK, size=Size(640, 360)))
    node.until_state(1, "live")
    began, frames = time.monotonic(), feed.frames
    node.until("three ticks", lambda: feed.frames >= frames + 3)
    assert time.monotonic() - began > 1.9
    node.change(1, mode=Mode.WARM)
    node.until_state(1, "warm")
    frames = feed.frames
    node.run_for(2.2)
    assert feed.frames == frames
    node.play(1)
    node.until("it ticks again", lambda: feed.frames > frames)


def test_only_pages_need_chromium(node: WebNode) -> None:
    import psutil

    node.open(1, spec(Medium.TEXT, text="热烈欢迎"))
    node.until_state(1, "live")
    node.open(2, spec(Medium.CLOCK))
    node.until_state(2, "live")
    assert psutil.Process(node.process.pid).children() == []


def test_what_is_not_drawn_here_is_said(node: WebNode) -> None:
    node.open(1, spec(Medium.STREAM, "rtsp://10.0.0.1/x"))
    node.until_state(1, "opening", "format")
