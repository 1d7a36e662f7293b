"""What every journal must do. Subclass `JournalSuite`, give `open`, and pytest runs it all."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path

import pytest

from wallctl.domain.alarms import AlarmMark
from wallctl.domain.audio import (
    AudioBus,
    AudioFollow,
    AudioInput,
    Bus,
    FollowRule,
    InputKind,
    Send,
    SourceSound,
)
from wallctl.domain.commands import Answer, Result, Step
from wallctl.domain.control.automation import Schedule, Trigger
from wallctl.domain.control.power import PowerPlan, PowerStage
from wallctl.domain.control.runs import RunKind
from wallctl.domain.control.steps import (
    Compare,
    Condition,
    ControlStep,
    Do,
    OnFailure,
    Purpose,
    Sequence,
)
from wallctl.domain.devices.entities import (
    Behind,
    Desired,
    Device,
    DevicePort,
    OutputBehind,
)
from wallctl.domain.devices.points import Policy
from wallctl.domain.entities import (
    Banner,
    Carrier,
    Edge,
    Entity,
    Logo,
    Medium,
    Notice,
    Output,
    Overlay,
    PastProgram,
    Patrol,
    PlayerChoice,
    PlayOptions,
    Preview,
    Program,
    Room,
    Scene,
    SceneLayout,
    SceneVersion,
    Source,
    SourceKind,
    Template,
    Tile,
    Transport,
    Wall,
    WallClock,
)
from wallctl.domain.geometry import Crop, Fit, Rect, Size
from wallctl.domain.people import Role, User
from wallctl.domain.shift import Handover, Note, Request, RequestState, Situation
from wallctl.domain.show import Change, Show, apply, change
from wallctl.ports.journal import Entry, Journal

PLAY = PlayOptions(
    Transport.TCP,
    "--no-audio",
    Size(1600, 900),
    2.0,
    60.0,
    1.25,
    10,
    20,
    3,
    15.0,
    "雨",
    "#000000",
    "#FFFFFF",
    True,
)


def one_of_each() -> tuple[Entity, ...]:
    """A show with every kind of entity, every nested part and Chinese text; no field is at its
    default in all of them."""
    tile = Tile(
        "t1",
        "big",
        "cam",
        Rect(-10, 20, 640, 360),
        z=-3,
        crop=Crop(0.125, 0.1, 0.25, 1 / 3),
        fit=Fit.COVER,
        border=4,
        border_color="#FF8800",
        title="东门",
        locked=True,
        patrol=Patrol(("cam", "seat"), 7.5, True),
    )
    past = PastProgram((tile,), "s1", "t1", (tile,))
    hot = Condition("ups", "load", Compare.ABOVE, 90.5)
    steps = (
        ControlStep(Do.SET, 0, "lamp", "power", True, seconds=5.0, when=hot, required=False),
        ControlStep(Do.ACT, 1, "lamp", act="preset", value=3),
        ControlStep(Do.SCENE, 2, target="s1"),
    )
    return (
        Room("hall", "指挥大厅", "Command hall"),
        Wall(
            "big",
            "hall",
            "大屏",
            Size(7680, 2160),
            "Big wall",
            False,
            True,
            True,
            "#101820",
            "safe.png",
            400,
            True,
            True,
        ),
        Output(
            "o1",
            "big",
            "hall-1",
            Rect(0, 0, 1920, 1080),
            "HDMI-1",
            90,
            Rect(1, 2, 480, 270),
            "左一",
        ),
        Output("o2", "big", "hall-1", Rect(1920, 0, 1920, 1080), content=True),
        Source(
            "cam",
            "城东大桥",
            Medium.STREAM,
            "rtsp://admin@10.0.0.5/main",
            "rtsp://admin@10.0.0.5/sub",
            kind=SourceKind.LOOKOUT,
            carrier=Carrier.SATELLITE,
            options=PlayOptions(size=Size(800, 600), fps=2.5, text="一\n二"),
            tags=("水利", "桥"),
            secret="gAAAA==",
        ),
        Source(
            "page",
            "雨量图",
            Medium.WEB,
            "https://10.0.0.7/rain",
            name_en="Rain",
            department="水利局",
            place="机房",
            player=PlayerChoice.FFMPEG,
            options=PLAY,
            backup="cam",
            code="33010000001320000001",
        ),
        tile,
        Preview("big", "s1"),
        Program(
            "big", (tile,), "s1", 7, 1_700_000_000.125, "wang", 250, True, "t1", (tile,), (past,)
        ),
        Scene(
            "s1",
            "防汛防台",
            "Flood",
            3,
            "汛",
            (SceneLayout("big", (tile,)),),
            True,
            "note",
            True,
            steps,
            OnFailure.ROLL_BACK,
        ),
        Overlay(
            "big",
            Notice("暴雨橙色预警", True, Edge.TOP, 80, 90, "#000000", "#EEEEEE"),
            Banner("演练", True, Edge.BOTTOM, 90, "#000000", "#EEEEEE"),
            Logo("logo.png", True, Rect(1, 2, 3, 4)),
            WallClock(True, Rect(5, 6, 70, 80)),
        ),
        Device(
            "mx",
            "矩阵",
            "videohub",
            "Matrix",
            (("host", "10.0.0.9"), ("port", 9990), ("ratio", 0.5), ("quiet", True)),
            "gAAAA==",
            "机房",
            "A2",
            False,
            (("route.1", Policy.ENFORCE),),
            "备用",
        ),
        Desired("mx/route.1", "mx", "route.1", "3", "王", 1_700_000_000.5),
        Source("seat", "坐席", Medium.STREAM, port=DevicePort("mx", "3"), camera="mx"),
        Behind("big", (OutputBehind("o1", "mx", "route.1", "9"),), "mx", "10", 16),
        Sequence("open", "早间启动", "Open", Purpose.START, steps, OnFailure.STOP, "先上电"),
        Schedule(
            "am",
            "早间",
            RunKind.SEQUENCE,
            "open",
            "07:30",
            (0, 4),
            ("2026-10-01",),
            False,
            90.5,
            True,
            "Morning",
        ),
        Trigger("hot", "过载", RunKind.SCENE, "s1", hot, "", 2.5, 30.0, False, True, "Overload"),
        Trigger("call", "告警", RunKind.SEQUENCE, "open", alarm="on_battery:ups"),
        PowerPlan(
            "hall",
            "ups",
            (PowerStage("调暗", "open", 30.0, 12.5, 40.0, "Dim"), PowerStage("只提醒")),
            "open",
            90.0,
            True,
        ),
        AudioBus("far", -6.5, True, -3.0, "alsa_output.会议"),
        AudioInput(
            "mic1", "主席话筒", InputKind.MIC, "alsa_input.1", "Chair", True, (Send(Bus.PA, -2.5),)
        ),
        AudioFollow("follow", FollowRule.SOURCE, "big", "t1", "cam"),
        SourceSound("cam", -9.5, True, 120, (Bus.RECORD, Bus.MONITOR)),
        Template("tpl", "左一右二", Size(300, 100), (Rect(0, 0, 200, 100),), "One and two"),
        SceneVersion(
            "s1@1", "s1", 1, 5.5, "王", "防汛", (SceneLayout("big", (tile,)),), "旧", "Old"
        ),
        User("u1", "李工", Role.ENGINEER, "Li", "gAAAA==", True),
        Request("r1", "s1", "leader", 5.5, 65.5, "大厅面板", RequestState.ACCEPTED, "王", 9.5),
        Note("n1", 5.5, "王", "东门无信号", True),
        Handover("h1", 5.5, "王", "李", 9.5, ("一", "二")),
        Situation("hall", "防汛Ⅱ级应急响应", "暴雨橙色预警", "orange"),
        AlarmMark("no_picture:cam", 5.5, "王", 6.5, 9.5, "李", 7.5, "检修", 5.5, "李", 8.5),
    )


class JournalSuite:
    """The contract of `wallctl.ports.journal.Journal`."""

    @abstractmethod
    async def open(self, where: Path) -> Journal:
        """A journal that keeps its rows at `where`: opened again there it holds the same."""

    async def test_a_new_journal_holds_an_empty_show(self, tmp_path: Path) -> None:
        journal = await self.open(tmp_path)
        assert await journal.load() == Show()
        assert await journal.tail(10) == ()
        assert await journal.verify() == 0
        await journal.close()

    async def test_what_is_appended_is_there_after_opening_again(self, tmp_path: Path) -> None:
        journal = await self.open(tmp_path)
        entry = _entry(1, *(change(None, one) for one in one_of_each()))
        await journal.append(entry)
        expected = apply(Show(), entry.changes)
        assert _same(await journal.load(), expected)
        await journal.close()
        journal = await self.open(tmp_path)
        assert _same(await journal.load(), expected)
        assert await journal.tail(10) == (entry,)
        await journal.close()

    async def test_changes_and_removals_are_kept(self, tmp_path: Path) -> None:
        journal = await self.open(tmp_path)
        first = Source("a", "一号", Medium.BARS)
        second = Source("a", "二号", Medium.BARS)
        other = Source("b", "三号", Medium.CLOCK)
        steps = (
            _entry(1, change(None, first), change(None, other)),
            _entry(2, change(first, second)),
            _entry(3, change(other, None)),
        )
        show = Show()
        for entry in steps:
            await journal.append(entry)
            show = apply(show, entry.changes)
            assert _same(await journal.load(), show)
        assert dict((await journal.load()).sources) == {"a": second}
        assert await journal.verify() == 3
        await journal.close()

    async def test_an_entry_without_changes_counts_and_is_kept(self, tmp_path: Path) -> None:
        journal = await self.open(tmp_path)
        entry = Entry(1, "c1", "source.test", "li", 5.5, (), detail="cam")
        await journal.append(entry)
        assert (await journal.load()).revision == 1
        assert await journal.tail(1) == (entry,)
        await journal.close()

    async def test_the_tail_is_the_newest_oldest_first(self, tmp_path: Path) -> None:
        journal = await self.open(tmp_path)
        entries = [Entry(n, f"c{n}", "undo", "li", float(n), (), undoes=n - 1) for n in range(1, 6)]
        for entry in entries:
            await journal.append(entry)
        assert await journal.tail(2) == tuple(entries[-2:])
        assert await journal.tail(100) == tuple(entries)
        await journal.close()

    async def test_a_command_never_seen_has_no_outcome(self, tmp_path: Path) -> None:
        journal = await self.open(tmp_path)
        assert await journal.outcome("never") is None
        await journal.close()

    async def test_a_row_without_an_outcome_is_unknown(self, tmp_path: Path) -> None:
        journal = await self.open(tmp_path)
        await journal.append(_entry(1))
        await journal.close()
        journal = await self.open(tmp_path)
        answer = await journal.outcome("c1")
        assert answer is not None
        assert (answer.code, answer.revision) == ("outcome_unknown", 1)
        await journal.close()

    async def test_an_outcome_is_remembered_whole(self, tmp_path: Path) -> None:
        journal = await self.open(tmp_path)
        await journal.append(_entry(1))
        answer = Answer(
            Result.PART,
            1,
            "tiles",
            "one tile is not live",
            (("wall", "big"), ("名", "值")),
            (Step("tile", "t1", "stale", "silent", 12.5), Step("node", "hall-1", "done")),
        )
        await journal.answered("c1", answer)
        assert await journal.outcome("c1") == answer
        await journal.close()
        journal = await self.open(tmp_path)
        assert await journal.outcome("c1") == answer
        await journal.close()

    async def test_an_outcome_changes_no_row_of_the_chain(self, tmp_path: Path) -> None:
        journal = await self.open(tmp_path)
        for n in (1, 2, 3):
            await journal.append(_entry(n))
            await journal.answered(f"c{n}", Answer(Result.DONE, n))
        assert await journal.verify() == 3
        await journal.close()

    async def test_pages_go_back_without_a_gap_newest_first(self, tmp_path: Path) -> None:
        journal = await self.open(tmp_path)
        assert await journal.page(0, 10) == ()
        entries = [_entry(n) for n in range(1, 6)]
        for entry in entries:
            await journal.append(entry)
        first = await journal.page(0, 2)
        assert [one.entry for one in first] == entries[:2:-1]
        second = await journal.page(first[-1].row, 10)
        assert [one.entry for one in second] == entries[2::-1]
        assert await journal.page(second[-1].row, 10) == ()
        await journal.close()

    async def test_a_page_tells_what_came_of_each_row(self, tmp_path: Path) -> None:
        journal = await self.open(tmp_path)
        await journal.append(_entry(1))
        await journal.append(Entry(1, "c2", "source.test", "li", 5.5, (), detail="cam"))
        answer = Answer(Result.FAILED, 1, "unreachable")
        await journal.answered("c2", answer)
        assert [(one.row, one.answer) for one in await journal.page(0, 9)] == [
            (2, answer),
            (1, None),
        ]
        await journal.close()

    @pytest.mark.parametrize("one", one_of_each(), ids=lambda e: type(e).__name__)
    async def test_each_kind_of_entity_comes_back_whole(self, tmp_path: Path, one: Entity) -> None:
        journal = await self.open(tmp_path)
        await journal.append(_entry(1, change(None, one)))
        await journal.close()
        journal = await self.open(tmp_path)
        assert list((await journal.load()).entities()) == [one]
        assert (await journal.tail(1))[0].changes == (change(None, one),)
        await journal.close()


def _entry(revision: int, *changes: Change) -> Entry:
    return Entry(revision, f"c{revision}", "source.import", "wang", 1000.25 + revision, changes)


def _same(one: Show, other: Show) -> bool:
    return one.revision == other.revision and one.table == other.table
