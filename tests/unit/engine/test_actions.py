from __future__ import annotations

import asyncio

import pytest

from tests.unit.engine.conftest import Bench
from wallctl.domain.commands import Result, SourceTest, SourceUpdate, WallIdentify
from wallctl.domain.entities import Medium, Source
from wallctl.domain.errors import TimedOut
from wallctl.domain.observed import ProbeResult, Reason
from wallctl.domain.plan import FeedSpec
from wallctl.engine.actions import AT_ONCE, WAITING


async def test_a_source_is_opened_on_a_node(bench: Bench) -> None:
    await bench.furnish()
    before = bench.engine.show
    answer = await bench.ask(SourceTest("cam1"), id="x")
    assert answer.result is Result.DONE
    assert dict(answer.fields)["codec"] == "h264"
    assert answer.steps[0].state == "live"
    node, feed = bench.glass.probed[0]
    assert node == "n1"
    assert feed.main == "rtsp://admin:p%40ss@10.0.0.1/cam1"
    entry = bench.disk.entries[-1]
    assert (entry.kind, entry.by, entry.changes) == ("source.test", "wang", ())
    assert entry.detail == "cam1 rtsp://admin@10.0.0.1/cam1"
    assert bench.engine.show is before
    assert answer.revision == before.revision


async def test_the_sub_stream_is_opened_too(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    await bench.furnish()
    await bench.ask(SourceUpdate("cam1", sub="rtsp://admin@10.0.0.1/cam1-sub"))
    answer = await bench.ask(SourceTest("cam1"))
    assert answer.result is Result.DONE
    assert sorted(feed.main for _, feed in bench.glass.probed) == [
        "rtsp://admin:p%40ss@10.0.0.1/cam1",
        "rtsp://admin:p%40ss@10.0.0.1/cam1-sub",
    ]
    assert all(feed.sub == "" for _, feed in bench.glass.probed if "sub" in feed.main)

    async def no_sub(node: str, feed: FeedSpec, timeout_s: float) -> ProbeResult:
        if "sub" in feed.main:
            raise TimedOut(node=node)
        return ProbeResult(True, codec="h264", width=1920, height=1080, fps=25.0)

    monkeypatch.setattr(bench.glass, "probe", no_sub)
    answer = await bench.ask(SourceTest("cam1"))
    assert (answer.result, answer.code) == (Result.PART, "sub_stream")
    assert [(s.what, s.state) for s in answer.steps] == [("source", "live"), ("sub", "failed")]

    async def no_main(node: str, feed: FeedSpec, timeout_s: float) -> ProbeResult:
        if "sub" in feed.main:
            return ProbeResult(True)
        raise TimedOut(node=node)

    monkeypatch.setattr(bench.glass, "probe", no_main)
    assert (await bench.ask(SourceTest("cam1"))).code == "timed_out"


async def test_a_source_that_is_not_saved_yet(bench: Bench) -> None:
    await bench.furnish()
    answer = await bench.ask(SourceTest(source=Source("", "新", Medium.BARS)))
    assert answer.result is Result.DONE
    wrong = Source("", "新", Medium.STREAM, "rtsp://u:geheim@h/1")
    answer = await bench.ask(SourceTest(source=wrong))
    assert (answer.result, answer.code) == (Result.REFUSED, "password_in_address")
    assert "geheim" not in str(answer)
    assert (await bench.ask(SourceTest("none"))).code == "not_found"


async def test_why_it_does_not_open(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    await bench.furnish()
    bench.glass.finding = ProbeResult(False, Reason.AUTH, "401 Unauthorized")
    answer = await bench.ask(SourceTest("cam1"))
    assert (answer.result, answer.code) == (Result.FAILED, "auth")
    assert answer.steps[0].reason == "auth"

    async def late(node: str, feed: FeedSpec, timeout_s: float) -> ProbeResult:
        raise TimedOut(node=node)

    monkeypatch.setattr(bench.glass, "probe", late)
    answer = await bench.ask(SourceTest("cam1"))
    assert (answer.result, answer.code) == (Result.FAILED, "timed_out")


async def test_without_a_node(bench: Bench) -> None:
    await bench.furnish(up=False)
    for action in (SourceTest("cam1"), WallIdentify("big")):
        answer = await bench.ask(action)
        assert (answer.result, answer.code) == (Result.FAILED, "no_node")


async def test_no_more_tests_wait_than_can_be_carried_out(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bench.furnish()
    under_way, most = 0, 0
    goes_on = asyncio.Event()

    async def slow(node: str, feed: FeedSpec, timeout_s: float) -> ProbeResult:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await goes_on.wait()
        under_way -= 1
        return ProbeResult(True)

    monkeypatch.setattr(bench.glass, "probe", slow)
    asking = [
        asyncio.create_task(bench.engine.ask(SourceTest("cam1"), id=f"p{n}", by="wang"))
        for n in range(AT_ONCE + WAITING + 5)
    ]
    await bench.until(lambda: sum(one.done() for one in asking) == 5)
    assert most == AT_ONCE
    goes_on.set()
    answers = await asyncio.gather(*asking)
    assert sum(a.code == "busy" for a in answers) == 5
    assert sum(a.result is Result.DONE for a in answers) == AT_ONCE + WAITING


async def test_identify(bench: Bench) -> None:
    await bench.furnish()
    answer = await bench.ask(WallIdentify("big", 3.0))
    assert answer.result is Result.DONE
    assert bench.glass.identified == [("n1", "big", 3.0), ("n2", "big", 3.0)]
    bench.glass.down("n2")
    answer = await bench.ask(WallIdentify("big"))
    assert (answer.result, answer.code) == (Result.PART, "node_offline")
    assert (await bench.ask(WallIdentify("none"))).result is Result.REFUSED
    assert (await bench.ask(WallIdentify("big", 1e9))).result is Result.REFUSED


async def test_a_node_identifies_its_screens_before_any_wall_is_there(bench: Bench) -> None:
    answer = await bench.ask(WallIdentify(node="n1", seconds=3.0))
    assert (answer.result, answer.code) == (Result.FAILED, "no_node")
    await bench.furnish()
    answer = await bench.ask(WallIdentify(node="n1", seconds=3.0))
    assert answer.result is Result.DONE
    assert bench.glass.identified[-1] == ("n1", "", 3.0)
    assert (await bench.ask(WallIdentify())).result is Result.REFUSED


async def test_an_action_is_never_done_again(bench: Bench) -> None:
    await bench.furnish()
    first = await bench.ask(WallIdentify("big"), id="x")
    assert await bench.ask(WallIdentify("big"), id="x") == first
    await bench.until(lambda: "x" in bench.disk.answers)
    del bench.disk.answers["x"]
    await bench.restart()
    answer = await bench.ask(WallIdentify("big"), id="x")
    assert (answer.result, answer.code) == (Result.PART, "outcome_unknown")
    assert len(bench.glass.identified) == 2


async def test_an_action_that_cannot_be_written_down_is_not_done(bench: Bench) -> None:
    await bench.furnish()
    bench.disk.full = True
    answer = await bench.ask(WallIdentify("big"))
    assert (answer.result, answer.code) == (Result.FAILED, "journal_full")
    assert not bench.glass.identified
