"""The source tree: kinds, search, tally words, paging, and quiet when nothing changes."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from tests.unit.desk.fake_room import FakeRoom, demo_entities, feed
from ui.common.hub import Hub
from ui.common.source_model import PAGE, ROW_ROLE, Grouping, SourceModel
from ui.common.words import Words
from wallctl.domain import commands as c
from wallctl.domain.entities import Medium, Source, SourceKind
from wallctl.domain.observed import Picture
from wallctl.domain.show import build


class Made:
    def __init__(self, qtbot: QtBot, words: Words, room: FakeRoom) -> None:
        self.qtbot, self.room, self.hub = qtbot, room, Hub()
        self.model = SourceModel(self.hub, words)
        room.on_change = self.hub.moved
        self.hub.attach(room)
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(
            lambda: self.hub.show is self.room.show and self.hub.observed is self.room.observed
        )

    def names(self) -> list[str]:
        return [
            str(self.model.index(row, 0, self.model.index(group, 0)).data())
            for group in range(self.model.rowCount())
            for row in range(self.model.rowCount(self.model.index(group, 0)))
        ]


@pytest.fixture
def made(qtbot: QtBot, words: Words) -> Made:
    return Made(qtbot, words, FakeRoom(demo_entities()))


def test_is_a_sound_model(made: Made, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(made.model)


def test_all_sources_are_there(made: Made) -> None:
    assert len(made.names()) == len(made.room.show.sources)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("白龙桥", {"单兵 07 · 白龙桥"}),
        ("林业 琅琊", {"瞭望 05 · 琅琊"}),
        ("drone", {"无人机 1 · 沙畈水库"}),
        ("卫星", {"单兵 07 · 白龙桥"}),
        ("没有这个", set()),
        ("瞭望", {"瞭望 02 · 双龙", "瞭望 05 · 琅琊"}),
    ],
)
def test_search(made: Made, query: str, found: set[str]) -> None:
    made.model.search(query)
    assert set(made.names()) == found


def test_an_emptied_search_shows_all_again(made: Made) -> None:
    made.model.search("白龙桥")
    made.model.search("")
    assert len(made.names()) == len(made.room.show.sources)


async def test_tally_words(made: Made) -> None:
    await made.room.send("scene.recall", c.SceneRecall("s1"))
    await made.room.send("wall.take", c.WallTake("hall"))
    await made.room.send("scene.recall", c.SceneRecall("s3"))
    made.settle()
    row = made.model.index_of("map").data(ROW_ROLE)
    assert (row.tally.program, row.tally.preview) == (1, 1)
    said = made.model.index_of("map").data(Qt.ItemDataRole.AccessibleTextRole)
    assert "上屏×1" in said
    assert "预监" in said


def test_counts_only_what_delivers(made: Made) -> None:
    made.room.observe(feeds=(feed("body-7"), feed("body-9", Picture.STALE)))
    made.settle()
    assert made.model.index(0, 0).data() == "单兵 1 / 2 在线"


def test_state_is_said_with_its_age(made: Made) -> None:
    made.room.observe(feeds=(feed("ball-3", Picture.STALE),))
    made.settle()
    assert made.model.index_of("ball-3").data(ROW_ROLE).state == "画面停滞 8 秒"


def test_only_changed_rows_are_redrawn(made: Made, qtbot: QtBot) -> None:
    for source in made.room.show.sources:
        made.model.index_of(source).data(ROW_ROLE)
    made.room.observe(feeds=(feed("body-7"),))
    made.settle()
    changed: list[QModelIndex] = []
    made.model.dataChanged.connect(lambda top, *_: changed.append(top))
    made.room.observe(feeds=(feed("body-7", frame_age_ms=43.0),))
    made.settle()
    assert not changed
    made.room.observe(feeds=(feed("body-7", Picture.STALE),))
    made.settle()
    assert {made.model.source_at(i).id for i in changed if made.model.source_at(i)} == {"body-7"}


def test_ten_thousand_come_in_pages(qtbot: QtBot, words: Words) -> None:
    many = [
        Source(f"c{n}", f"摄像机 {n:05d}", Medium.STREAM, kind=SourceKind.CAMERA)
        for n in range(10_000)
    ]
    made = Made(qtbot, words, FakeRoom(many))
    top = made.model.index(0, 0)
    assert made.model.rowCount(top) == PAGE
    assert made.model.canFetchMore(top)
    made.model.fetchMore(top)
    assert made.model.rowCount(top) == 2 * PAGE
    made.model.search("09999")
    assert made.names() == ["摄像机 09999"]


def titles(made: Made) -> list[str]:
    return [str(made.model.index(row, 0).data()) for row in range(made.model.rowCount())]


def test_grouped_by_department_and_network(made: Made) -> None:
    count = len(made.names())
    made.model.group_by(Grouping.DEPARTMENT)
    assert len(made.names()) == count
    assert titles(made)[-1].startswith("未填单位"), "those without one come last"
    assert any(title.startswith("水利 ") for title in titles(made))
    made.model.group_by(Grouping.CARRIER)
    assert titles(made)[0].startswith("指挥信息网 ")
    assert len(made.names()) == count
    made.room.observe(feeds=(feed("body-7"),))
    made.settle()
    assert "卫星 1 / 1 在线" in titles(made)


def test_grouped_by_department_it_is_sound_too(made: Made, qtmodeltester: ModelTester) -> None:
    made.model.group_by(Grouping.DEPARTMENT)
    made.model.search("应急")
    assert len(titles(made)) == 1
    made.model.search("")
    assert len(made.names()) == len(made.room.show.sources)
    qtmodeltester.check(made.model)


@pytest.mark.parametrize(("query", "found"), [("#汛", 1), ("＃汛", 1), ("#洪", 0), ("汛期", 1)])
def test_search_by_tag(qtbot: QtBot, words: Words, query: str, found: int) -> None:
    tagged = Source("a", "甲", Medium.STREAM, tags=("汛期",))
    other = Source("b", "乙 洪", Medium.STREAM)
    made = Made(qtbot, words, FakeRoom([tagged, other]))
    made.model.search(query)
    assert len(made.names()) == found


def test_language(made: Made, words: Words) -> None:
    words.switch("en")
    assert "Drone 1 · Shafan" in made.names()


def test_renamed_source(made: Made) -> None:
    entities = [
        replace(e, name="单兵 08") if isinstance(e, Source) and e.id == "body-7" else e
        for e in made.room.show.entities()
    ]
    made.room.show = build(entities, 2)
    made.hub.moved()
    made.settle()
    assert "单兵 08" in made.names()


def test_a_young_still_proves_a_source_that_nothing_plays(qtbot: QtBot, words: Words) -> None:
    room, hub = FakeRoom(demo_entities()), Hub()
    ages = {"body-7": 12.0, "body-9": 400.0}
    model = SourceModel(hub, words, stills=lambda: ages)
    hub.attach(room)
    qtbot.waitUntil(lambda: hub.show is room.show)
    assert model.index(0, 0).data() == "单兵 1 / 2 在线"
