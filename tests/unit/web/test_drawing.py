"""Cards and pictures drawn without a worker: sizes, words, the number on the bars."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from ui.web.bars import BarsCard, source_number
from ui.web.cards import Card, TextCard
from ui.web.drawer import Asked, fitted
from ui.web.still import decode
from wallctl.domain.entities import Medium, PlayOptions
from wallctl.domain.geometry import Size
from wallctl.domain.plan import FeedSpec
from wallctl.simulators import code


class Shelf:
    """An outlet that keeps nothing: these cards are painted by hand."""

    shown = 0

    def say(self, *_: object) -> None: ...


def spec(medium: Medium, **options: object) -> FeedSpec:
    return FeedSpec("s1", "彩条 1", medium, "", options=PlayOptions(**options))


def painted(card: Card, size: Size) -> NDArray[np.uint8]:
    image = QImage(size.w, size.h, QImage.Format.Format_RGB32)
    card.paint(image)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(size.h, size.w, 4)
    return pixels[:, :, 2::-1].copy()


@pytest.mark.parametrize(
    ("native", "wanted", "expected"),
    [
        (Size(1280, 720), None, Size(1280, 720)),
        (Size(1280, 720), Size(480, 270), Size(480, 270)),
        (Size(1280, 720), Size(1920, 1080), Size(1280, 720)),
        (Size(1280, 720), Size(400, 400), Size(400, 225)),
        (Size(10, 2000), Size(100, 100), Size(1, 100)),
    ],
)
def test_delivered_size_keeps_the_shape_and_never_grows(
    native: Size, wanted: Size | None, expected: Size
) -> None:
    assert fitted(native, wanted) == expected


@pytest.mark.parametrize("size", [Size(1280, 720), Size(640, 360)])
def test_bars_carry_the_number_the_demo_reads(qtbot: QtBot, size: Size) -> None:
    card = BarsCard(spec(Medium.BARS), Shelf(), Asked())
    card._frame = 1234
    luma = painted(card, size).mean(axis=2).astype(np.uint8)
    assert code.read(luma, code.CORNER) == code.Reading(source_number("s1"), 1234)


@pytest.mark.parametrize(
    "text",
    [
        "待命",
        "防汛Ⅱ级应急响应\n各岗位人员请于 18:30 前到岗",
        "长" * 400,
        "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
    ],
)
def test_text_of_any_length_stays_on_its_card(qtbot: QtBot, text: str) -> None:
    card = TextCard(spec(Medium.TEXT, text=text, ink="#ffffff", paper="#000000"), Shelf(), Asked())
    lit = painted(card, Size(1280, 720)).max(axis=2) > 60
    assert lit.any()
    edge = np.ones_like(lit)
    edge[20:-20, 20:-20] = False
    assert not (lit & edge).any()


def test_a_wrong_colour_is_drawn_in_the_built_in_ones(qtbot: QtBot) -> None:
    card = TextCard(spec(Medium.TEXT, text="值", ink="nonsense", paper=""), Shelf(), Asked())
    assert tuple(painted(card, Size(320, 180))[0, 0]) == (0x14, 0x17, 0x1C)


def picture_bytes(kind: str, w: int, h: int) -> bytes:
    image = QImage(w, h, QImage.Format.Format_RGB32)
    image.fill(QColor("#204060"))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind)
    return bytes(data.data())


@pytest.mark.parametrize("kind", ["png", "jpg", "webp"])
def test_pictures_are_read(kind: str) -> None:
    image = decode(picture_bytes(kind, 64, 48))
    assert isinstance(image, QImage)
    assert image.size() == QSize(64, 48)


def test_a_turned_photograph_is_put_upright() -> None:
    data = picture_bytes("jpg", 64, 48)
    # an Exif block that says "turn by 90 degrees" (orientation 6), after the start marker
    exif = b"Exif\x00\x00MM\x00*" + bytes.fromhex(
        "00000008 0001 0112 0003 00000001 0006 0000 00000000"
    )
    turned = data[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + data[2:]
    image = decode(turned)
    assert isinstance(image, QImage)
    assert image.size() == QSize(48, 64)


def test_a_drawing_is_made_large(qtbot: QtBot) -> None:
    svg = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">'
        b'<rect width="40" height="20" fill="#f00"/></svg>'
    )
    image = decode(svg)
    assert isinstance(image, QImage)
    assert image.size() == QSize(1920, 960)


@pytest.mark.matrix
def test_a_huge_picture_is_bounded() -> None:
    image = decode(picture_bytes("jpg", 9000, 5000))
    assert isinstance(image, QImage)
    assert image.width() * image.height() <= 24_100_000


@pytest.mark.parametrize("data", [b"", b"no picture at all", picture_bytes("png", 64, 48)[:60]])
def test_what_is_no_picture_has_a_word_for_it(data: bytes) -> None:
    word = decode(data)
    assert word in ("image_unknown_format", "image_damaged")


def test_both_languages_have_the_same_words() -> None:
    folder = files("resources") / "translations"
    zh, en = (json.loads((folder / f"web.{lang}.json").read_text("utf-8")) for lang in ("zh", "en"))
    assert zh.keys() == en.keys()
    assert Path(str(folder)).is_dir()


def test_every_detail_the_worker_says_has_words() -> None:
    words = json.loads((files("resources") / "translations" / "web.zh.json").read_text("utf-8"))
    kinds = "page|load|image|document|file|address|no_browser|webengine|drawer|medium"
    said = set()
    for file in Path(str(files("ui") / "web")).glob("*.py"):
        said |= set(re.findall(rf'"((?:{kinds})_[a-z_]+)"', file.read_text("utf-8")))
    assert len(said) > 15
    assert said <= {key.removeprefix("detail.") for key in words if key.startswith("detail.")}
