"""The journal and the alarms' history over HTTP; presence over the events' socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest

from tests.unit.api.conftest import Rig
from wallctl.api import routes_history
from wallctl.api.log_rows import matches, row_out
from wallctl.domain.commands import Answer, Result
from wallctl.domain.entities import Medium, Source
from wallctl.domain.show import change
from wallctl.ports.journal import Entry, Logged


async def read(rig: Rig, path: str) -> dict[str, Any]:
    status, raw = await rig.get(path)
    assert status == 200, raw
    return dict(json.loads(raw))


async def observed(rig: Rig, holds: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    async with asyncio.timeout(20):
        while True:
            seen = (await rig.state())["observed"]
            if holds(seen):
                return dict(seen)
            await asyncio.sleep(0.05)


async def alarmed(rig: Rig) -> dict[str, Any]:
    """What is observed when there are alarms; time passes fast till then."""

    def looked(seen: dict[str, Any]) -> bool:
        rig.clock.leap(0 if seen["alarms"] else 3.0)
        return bool(seen["alarms"])

    return await observed(rig, looked)


async def test_the_log_says_who_did_what_and_what_came_of_it(rig: Rig) -> None:
    await rig.source("cam", name="东门")
    await rig.send("source.update", user="李", id="cam", name="西门", department="水利")
    await rig.send("source.remove", user="李", id="none")
    async with asyncio.timeout(5):  # outcomes are written behind the answer
        while True:
            page = await read(rig, "/api/v1/log")
            if page["rows"][0]["result"]:
                break
            await asyncio.sleep(0.05)
    updated, added = page["rows"][:2]
    assert (updated["by"], updated["kind"], updated["result"]) == ("李", "source.update", "done")
    [one] = updated["changes"]
    assert (one["name"], one["what"]) == ("西门", "changed")
    fields = {f["field"]: (f["before"], f["after"]) for f in one["fields"]}
    assert fields == {"name": ("东门", "西门"), "department": ("", "水利")}
    assert added["changes"][0]["what"] == "added"


async def test_pages_of_the_log_meet_without_a_gap(rig: Rig) -> None:
    for n in range(7):
        await rig.source(f"cam{n}")
    whole = [row["row"] for row in (await read(rig, "/api/v1/log?limit=200"))["rows"]]
    paged: list[int] = []
    before = 0
    while True:
        page = await read(rig, f"/api/v1/log?limit=3&before={before}")
        paged += [row["row"] for row in page["rows"]]
        before = page["next"]
        if not before:
            break
    assert paged == whole
    assert len(set(paged)) == len(paged)


async def test_the_log_is_searched_by_name_kind_and_who(rig: Rig) -> None:
    await rig.source("a", name="沙畈水库")
    await rig.source("b", name="白龙桥")
    await rig.send("source.update", user="Zhao", id="b", place="桥头")

    async def found(query: str) -> list[str]:
        page = await read(rig, f"/api/v1/log?{query}")
        return [row["kind"] for row in page["rows"]]

    assert await found("q=沙畈") == ["source.add"]
    assert await found("q=zhao") == ["source.update"]
    assert await found("kinds=source.update,wall.take") == ["source.update"]
    assert await found("q=沙畈&kinds=source.update") == ["source.update", "source.add"]
    assert await found("q=nothing+of+the+kind") == []


async def test_a_search_does_bounded_work_and_says_where_to_go_on(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes_history, "CHUNK", 2)
    monkeypatch.setattr(routes_history, "SCANNED", 4)
    await rig.source("old", name="沙畈水库")
    for n in range(6):
        await rig.source(f"cam{n}")
    page = await read(rig, "/api/v1/log?q=沙畈")
    assert page["rows"] == []
    assert page["next"] > 0
    page = await read(rig, f"/api/v1/log?q=沙畈&before={page['next']}")
    assert len(page["rows"]) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/log?limit=0",
        "/api/v1/log?before=-1",
        "/api/v1/log?limit=100000",
        "/api/v1/alarms/history?before=x",
        "/api/v1/alarms/statistics?hours=0",
        "/api/v1/alarms/statistics?hours=nan",
    ],
)
async def test_bounds_are_kept(rig: Rig, path: str) -> None:
    status, _ = await rig.get(path)
    assert status == 422


async def test_no_secret_is_in_the_log(rig: Rig) -> None:
    await rig.source("cam", main="rtsp://admin:Geheim9@10.0.0.9/live")
    await rig.ok("source.update", id="cam", main="rtsp://admin:Anders8@10.0.0.9/live")
    _, raw = await rig.get("/api/v1/log")
    assert b"Geheim9" not in raw
    assert b"Anders8" not in raw
    assert b"gAAAA" not in raw


async def test_an_alarm_is_told_answered_and_remembered_over_a_restart(rig: Rig) -> None:
    # No node comes: the site's node is lost once it had its time.
    assert not (await rig.state())["observed"]["alarms"]
    seen = await alarmed(rig)
    [alarm] = [a for a in seen["alarms"] if not a["cause"]]
    assert (alarm["key"], alarm["priority"]) == ("node_lost:hall-1", "critical")
    await rig.ok("alarm.ack", user="王", key=alarm["key"])
    await rig.stop()
    await rig.start()
    marks = await rig.entities("alarm")
    assert marks[alarm["key"]]["acked_raise"] == alarm["raised_at"]
    seen = await alarmed(rig)
    again = next(a for a in seen["alarms"] if a["key"] == alarm["key"])
    assert again["raised_at"] == alarm["raised_at"]
    page = await read(rig, "/api/v1/alarms/history")
    told = [
        (e["event"]["what"], e["event"]["by"]) for e in page["lines"] if not e["event"]["cause"]
    ]
    assert told == [("acked", "王"), ("raised", "")]
    figures = (await read(rig, "/api/v1/alarms/statistics?hours=1"))["figures"]
    assert (figures["raised"], figures["acked"]) == (1, 1)
    assert figures["by_priority"][0] == ["critical", 1, 1.0]
    assert figures["top"][0]["key"] == alarm["key"]


async def test_what_is_no_alarm_is_refused_by_name(rig: Rig) -> None:
    status, answer = await rig.send("alarm.ack", key="none:x")
    assert (status, answer.code) == (404, "not_found")
    status, answer = await rig.send("alarm.shelve", key="none:x", seconds=5, reason="")
    assert status in (404, 422)


async def test_a_desk_that_tells_of_input_attends(rig: Rig) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{rig.url}/api/v1/events?user=wang") as ws,
    ):
        await ws.receive()
        await ws.send_str('{"type":"present","idle_s":0}')
        seen = await observed(rig, lambda o: o["presence"]["attended"])
        assert seen["presence"]["desks"] == ["wang"]
        await ws.send_str('{"type":"present","idle_s":301}')
        await observed(rig, lambda o: not o["presence"]["attended"])
        for wrong in ('{"type":"present"}', '{"type":"present","idle_s":-1}', "{}", "x"):
            await ws.send_str(wrong)
        await ws.send_str('{"type":"present","idle_s":1}')
        await observed(rig, lambda o: o["presence"]["attended"])
    await observed(rig, lambda o: o["presence"]["desks"] == [])


def logged(**more: Any) -> Logged:
    entry = Entry(5, "c5", "source.import", "li", 1.5, (), **more)
    return Logged(9, entry, Answer(Result.PART, 5, "not_all_live"))


def test_what_changed_too_much_is_counted() -> None:
    changes = tuple(change(None, Source(f"s{n}", "源", Medium.BARS)) for n in range(40))
    entry = Entry(1, "c1", "source.import", "li", 1.5, changes)
    row = row_out(Logged(1, entry))
    assert (len(row.changes), row.more, row.result) == (12, 28, "")


def test_a_detail_is_told_without_a_password() -> None:
    row = row_out(logged(detail="cam rtsp://u:Geheim9@h/x"))
    assert "Geheim9" not in row.model_dump_json()
    assert (row.result, row.code) == ("part", "not_all_live")


def test_what_nobody_asked_for_is_not_in_the_log() -> None:
    entry = Entry(1, "c1", "program.confirm", "glass", 1.5, ())
    assert not matches(Logged(1, entry), "", ())
