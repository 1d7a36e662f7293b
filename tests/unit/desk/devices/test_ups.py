"""Mains and UPS on the status line: what matters most, and nothing where there is none."""

from dataclasses import replace

import pytest

from tests.unit.desk.conftest import Make
from tests.unit.desk.devices.conftest import Site
from ui.common.lint import findings
from ui.common.words import Words
from ui.desk.devices.ups import UpsWatch, ups_words
from wallctl.domain.alarms import Alarm, Priority
from wallctl.domain.devices.observed import Availability, DeviceState, PointState
from wallctl.domain.devices.points import Value
from wallctl.domain.devices.ups import CHARGE, FEED, LOW, RUNTIME


def ups(id: str = "u", **values: Value) -> DeviceState:
    points = (FEED, LOW, CHARGE, RUNTIME)
    states = tuple(PointState(p.key, values.get(p.key)) for p in points)
    return DeviceState(id, Availability.ONLINE, points=points, states=states)


MAINS = ups(feed="mains", charge=98, runtime=40)
BATTERY = ups("b", feed="battery", charge=60.4, runtime=18, battery_low=False)


def said(*states: DeviceState, connected: bool = True) -> str:
    look = UpsWatch().worst(states, connected=connected)
    return ups_words(look, Words("common", "desk"))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (MAINS, "市电 · UPS 98 %"),
        (ups(feed="mains"), "市电 · UPS"),
        (BATTERY, "▲ 电池供电 · UPS 60 % · 剩 18 分钟"),
        (ups(feed="battery"), "▲ 电池供电"),
        (ups(feed="battery", battery_low=True, runtime=2), "▲ 电池即将耗尽 · 剩 2 分钟"),
        (ups(feed="bypass", charge=98), "▲ UPS 旁路"),
        (ups(feed="off"), "▲ UPS 无输出"),
        (ups(feed="unknown"), "UPS 状态未知"),
        (ups(), "UPS 状态未知"),
        (replace(MAINS, availability=Availability.OFFLINE), "▲ UPS 离线"),
        (replace(MAINS, availability=Availability.ABSENT), ""),
    ],
)
def test_words(qapp: object, state: DeviceState, words: str) -> None:
    assert said(state) == words


def test_the_worst_is_said_and_of_batteries_the_one_that_ends_first(qapp: object) -> None:
    sooner = ups("c", feed="battery", charge=80, runtime=5)
    assert said(MAINS, BATTERY, sooner).endswith("剩 5 分钟")
    assert (
        said(MAINS, replace(MAINS, device="x", availability=Availability.OFFLINE)) == "▲ UPS 离线"
    )


def test_old_values_and_an_engine_that_is_away_claim_no_mains(qapp: object) -> None:
    old = replace(MAINS, states=tuple(replace(one, stale=True) for one in MAINS.states))
    assert said(old) == "UPS 状态未知"
    assert said(MAINS, connected=False) == "UPS 状态未知"


def test_without_a_ups_nothing_is_said(make_desk: Make) -> None:
    desk = make_desk()
    site = Site(desk.room)
    site.add("pj", "projector", "投影机")
    site.tell()
    desk.settle()
    assert "UPS" not in desk.window.status.state_words()
    site.add("u", "ups", "UPS")
    site.tell()
    desk.settle()
    assert desk.window.status.state_words().endswith("市电 · UPS 98 %")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_battery_it_stays_in_sight_beside_an_alarm_on_a_small_screen(
    make_desk: Make, lang: str
) -> None:
    desk = make_desk((1366, 768), lang, 1366 / 310, factor=1.3)
    site = Site(desk.room)
    site.add("u", "ups", "UPS")
    site.point("u", "feed", value="battery")
    site.tell()
    alarm = Alarm("no_picture:seat-1", "no_picture", "seat-1", Priority.CRITICAL, 1.0)
    desk.room.observe(alarms=(alarm,))
    desk.settle()
    desk.qtbot.wait(20)
    status = desk.window.status
    assert status._alarms is not None
    assert status._alarms.top is not None
    assert status._state.isVisible()
    assert "42" in status._state.text()
    assert not [str(one) for one in findings(desk.window)]
