"""Answers and states in words, for the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from wallctl.api.answers import answer_out
from wallctl.app.words import CliWords
from wallctl.domain.commands import Answer

Rows = dict[str, dict[str, Any]]


def answer_lines(answer: Answer, words: CliWords, as_json: bool) -> Iterator[str]:
    if as_json:
        yield answer_out(answer).model_dump_json()
        return
    head = words(f"result.{answer.result.value}")
    if answer.code:
        head += f" ({answer.code})"
    if answer.message:
        head += f": {answer.message}"
    yield head
    for step in answer.steps:
        why = f" ({step.reason})" if step.reason else ""
        took = f" {step.ms:.0f} ms" if step.ms else ""
        yield f"  {step.what} {step.target}: {step.state}{why}{took}"


def rows_of(state: dict[str, Any], kind: str) -> Rows:
    return {one["id"]: one for one in state["entities"].get(kind, [])}


def state_lines(state: dict[str, Any], words: CliWords) -> Iterator[str]:
    sources, scenes = rows_of(state, "source"), rows_of(state, "scene")
    yield words(
        "room",
        room=state["room"],
        revision=state["revision"],
        sources=len(sources),
        scenes=len(scenes),
    )
    for wall in rows_of(state, "wall").values():
        yield from _wall_lines(wall, state, sources, words)
    yield from _node_lines(state["observed"], words)


def _wall_lines(
    wall: dict[str, Any], state: dict[str, Any], sources: Rows, words: CliWords
) -> Iterator[str]:
    size = wall["canvas"]
    yield words("wall", name=wall["name"], id=wall["id"], w=size["w"], h=size["h"])
    for flag in ("safe", "visit"):
        if wall[flag]:
            yield words(f"wall.{flag}")
    program = rows_of(state, "program").get(wall["id"], {"tiles": [], "confirmed": False})
    told = words("wall.confirmed" if program["confirmed"] else "wall.unconfirmed")
    count = len(program["tiles"])
    yield words("wall.program", count=count, confirmed=told if count else "")
    shown = {
        tile["tile"]: tile
        for report in state["observed"]["walls"]
        if report["wall"] == wall["id"]
        for tile in report["tiles"]
    }
    for tile in program["tiles"]:
        seen = shown.get(tile["id"], {"picture": "unknown", "reason": ""})
        yield words(
            "tile",
            source=sources.get(tile["source"], {}).get("name", tile["source"]),
            picture=words(f"picture.{seen['picture']}"),
            why=f" ({_reason(seen['reason'], words)})" if seen["reason"] else "",
        )
    preview = [t for t in rows_of(state, "tile").values() if t["wall"] == wall["id"]]
    yield words("wall.preview", count=len(preview))


def _reason(code: str, words: CliWords) -> str:
    key = f"reason.{code}"
    return words(key) if words.has(key) else code


def _node_lines(observed: dict[str, Any], words: CliWords) -> Iterator[str]:
    for node in observed["nodes"]:
        if node["node"] in observed["lost_nodes"]:
            continue
        yield words(
            "node.up",
            node=node["node"],
            workers=node["workers"],
            used=node["budget"]["used_mpx_s"],
            budget=node["budget"]["mpx_s"],
        )
    for name in observed["lost_nodes"]:
        yield words("node.lost", node=name)
    if not observed["nodes"] and not observed["lost_nodes"]:
        yield words("node.none")
    for fault in observed["faults"]:
        yield words("fault", fault=fault)


def event_line(text: str) -> str:
    """What `follow` prints for a message of the engine: a whole state only by its revision."""
    message = json.loads(text)
    if message.get("type") == "state":
        message = {"type": "connected", "room": message["room"], "revision": message["revision"]}
    return json.dumps(message, ensure_ascii=False)
