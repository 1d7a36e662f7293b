"""Every alarm says what is wrong, what still works and what to do, in both languages, by name."""

from __future__ import annotations

import pytest

from tests.unit.desk.fake_room import demo_entities
from ui.common.words import Lang, Words
from ui.desk.alarm_words import AlarmWords, alarm_words, said
from wallctl.domain.alarm_rules import RULES
from wallctl.domain.alarm_troubles import Call, Seen, troubles
from wallctl.domain.alarms import Alarm
from wallctl.domain.observed import (
    Budget,
    FeedFigures,
    NodeStatus,
    Picture,
    Reason,
    TileReport,
    WallReport,
)
from wallctl.domain.show import Show, build
from wallctl.engine.observation import Observation

LANGS: tuple[Lang, ...] = ("zh", "en")
SHOW = build(demo_entities())
FOLDED = {"output_dark", "tile_dark", "clipping"}  # told under another, or not there yet


def observed() -> Seen:
    """A room where all that can be wrong is wrong."""
    tiles = (
        TileReport("t1", "map", Picture.SLATE, Reason.AUTH),
        TileReport("t2", "river", Picture.STALE, Reason.SILENT),
        TileReport("t3", "look-2", Picture.HELD, Reason.DAMAGED),
    )
    report = WallReport("hall", 1, 0.0, 8, 8, 1.0, tiles, ("HDMI-9",), "hall-1")
    status = NodeStatus("hall-1", "1", 0.0, 2_500.0, (), Budget(1, 2, shedding="fps"), 1, 0)
    web = ("map", "river", "rain")
    feeds = {
        ("hall-1", s, "main"): FeedFigures(s, "main", Picture.SLATE, Reason.SILENT, since=5.0)
        for s in web
    }
    return Observation(
        walls={("hall", "hall-1"): report},
        feeds=feeds,
        nodes={"hall-1": status},
        lost_nodes=frozenset({"hall-2"}),
        faults=frozenset(c for c in RULES if c not in FOLDED) - {"duty_call"},
    )


def every(show: Show, lang: Lang) -> dict[str, AlarmWords]:
    words = Words("common", "desk", lang=lang)
    calls = [Call("大厅面板", "领导", 5.0, "请来"), Call("", "领导", 5.0)]
    found = troubles(show, observed(), deaths={"hall-1": 9}, calls=calls)
    return {t.key: said(t.code, t.target, dict(t.fields), show, words) for t in found}


@pytest.mark.parametrize("lang", LANGS)
def test_every_code_has_words_for_what_and_what_to_do(lang: Lang) -> None:
    words = Words("common", "desk", lang=lang)
    for code in RULES:
        assert words.has(f"alarm.{code}"), code
        assert words.has(f"alarm.{code}.do"), code
        assert code in FOLDED or words.has(f"alarm.{code}.still"), code


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_is_left_unfilled(lang: Lang) -> None:
    found = every(SHOW, lang)
    assert {"no_picture", "network_lost", "clock_offset", "budget", "screen_missing"} <= {
        key.split(":")[0] for key in found
    }
    for key, one in found.items():
        assert one.what.strip(), key
        assert "{" not in one.what + one.still + one.do, key
        assert "None" not in one.what


def test_names_are_said_and_not_ids() -> None:
    zh, en = every(SHOW, "zh"), every(SHOW, "en")
    assert zh["no_picture:map"].what == "应急指挥一张图 无画面（用户名或密码错误）"
    assert zh["no_picture:map"].do == "在信号源管理里核对用户名和密码"
    assert zh["no_picture:river"].what == "水利 · 实时水位 画面停滞"
    assert zh["network_lost:carrier/government"].what == "政务外网中断，3 路信号同时丢失"
    assert zh["duty_call:大厅面板"].what == "领导 在大厅面板呼叫值班员：请来"
    assert en["no_picture:look-2"].what == "Lookout 02 · Shuanglong is damaged"
    assert en["duty_call:"].what == "领导 calls the duty officer"


@pytest.mark.parametrize("lang", LANGS)
def test_a_code_that_is_new_here_is_said_all_the_same(lang: Lang) -> None:
    alarm = Alarm("something_new:", "something_new", "", RULES["budget"].priority, 1.0)
    one = alarm_words(alarm, SHOW, Words("common", "desk", lang=lang))
    assert "something_new" in one.what
    assert one.do


@pytest.mark.parametrize("lang", LANGS)
def test_no_alarm_is_called_by_a_colour_of_the_law(lang: Lang) -> None:
    words = Words("common", "desk", lang=lang)
    texts = [words(k) for k in words.keys(lang) if k.startswith(("alarm", "priority", "figures"))]
    for colour in ("红色", "橙色", "黄色", "蓝色", "red ", "orange", "yellow", "blue"):
        assert not [t for t in texts if colour in t.lower()]
