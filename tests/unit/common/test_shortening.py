"""Names made to fit keep what tells them apart."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from ui.common.shortening import in_two, shared_starts, shortened
from ui.common.theme import font
from wallctl.app.demo.content import load
from wallctl.app.demo.ports import DemoPorts

NAMES = {
    "a": "Deployment ball 03, Ruoyang",
    "b": "Deployment ball 05, Langya",
    "c": "Video conference, province",
    "d": "Video conference, city",
    "e": "Clock",
}


DEMO = load(DemoPorts(hall=1, consult=2, feeds=3, pages=4)).sources


def test_leading_words_that_others_have_too() -> None:
    assert shared_starts(NAMES) == {"a": 2, "b": 2, "c": 2, "d": 2}
    assert shared_starts({"a": "One", "b": "One"}) == {}


def test_what_is_shared_goes_first(qapp: QApplication) -> None:
    metrics = QFontMetricsF(font(16))
    whole = metrics.horizontalAdvance(NAMES["a"])
    assert shortened(NAMES["a"], 2, metrics, whole + 1) == NAMES["a"]
    assert shortened(NAMES["a"], 2, metrics, whole - 1) == "…ball 03, Ruoyang"
    narrow = metrics.horizontalAdvance("…03, Ruoyang")
    assert shortened(NAMES["a"], 2, metrics, narrow) == "…03, Ruoyang"
    assert metrics.horizontalAdvance(shortened(NAMES["a"], 2, metrics, 60)) <= 60


@pytest.mark.parametrize("width", [120, 160, 200])
@pytest.mark.parametrize("language", ["name", "name_en"])
def test_no_two_sources_of_the_demo_look_the_same(
    qapp: QApplication, width: int, language: str
) -> None:
    metrics = QFontMetricsF(font(16))
    names = {s.id: getattr(s, language) or s.name for s in DEMO}
    shared = shared_starts(names)
    shown = {id: shortened(name, shared.get(id, 0), metrics, width) for id, name in names.items()}
    same = [p for p in itertools.combinations(shown, 2) if shown[p[0]] == shown[p[1]]]
    assert not same, [(shown[a], names[a], names[b]) for a, b in same]


def test_two_lines_where_one_is_not_enough(qapp: QApplication) -> None:
    metrics = QFontMetricsF(font(16))
    wide = metrics.horizontalAdvance
    name = "Lookout 02 · Shuanglong"
    assert in_two(name, 0, metrics, wide(name) + 1) == (name,)
    assert in_two(name, 0, metrics, wide(name) - 1) == ("Lookout 02 ·", "Shuanglong")
    chinese = "布控球 03 箬阳乡政府门口东侧"
    assert in_two(chinese, 0, metrics, wide("布控球 03 箬阳乡政府") + 1) == (
        "布控球 03",
        "箬阳乡政府门口东侧",
    )
    assert in_two(chinese, 0, metrics, wide("布控球 03 箬阳乡") + 1) == (
        "布控球 03 箬阳乡",
        "政府门口东侧",
    )


@pytest.mark.parametrize("width", [20, 40, 60, 90, 130, 200])
@pytest.mark.parametrize(
    "name", [*NAMES.values(), "布控球 03 箬阳乡政府门口东侧", "ABCDEFGHIJKLMNOP", "", " "]
)
def test_no_line_is_wider_than_its_room(qapp: QApplication, name: str, width: int) -> None:
    metrics = QFontMetricsF(font(16))
    for shared in range(3):
        lines = in_two(name, shared, metrics, width)
        assert 1 <= len(lines) <= 2
        wide = {line: metrics.horizontalAdvance(line) for line in lines}
        assert all(one <= width + 0.5 for one in wide.values()), wide


def test_what_is_shared_goes_first_from_two_lines_too(qapp: QApplication) -> None:
    metrics = QFontMetricsF(font(16))
    width = metrics.horizontalAdvance("Video conference,") - 1
    assert in_two("Video conference, province", 2, metrics, width) == (
        "…conference,",
        "province",
    )
