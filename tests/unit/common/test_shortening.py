"""Names made to fit keep what tells them apart."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from ui.common.shortening import shared_starts, shortened
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
