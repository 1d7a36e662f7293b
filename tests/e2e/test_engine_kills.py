"""kill -9 of the engine while it writes: nothing that was acknowledged is lost or done twice."""

from __future__ import annotations

import asyncio
import json
import random
import threading
from http.client import HTTPException

import pytest

from tests.processes import wait_for
from tests.room import EngineProcess
from wallctl.store.journal import open_journal

RECT = {"x": 0, "y": 0, "w": 160, "h": 90}


class Writer(threading.Thread):
    """An operator who sends one command after another until the engine is gone. What had no
    answer is asked again under its id after the restart."""

    def __init__(self, engine: EngineProcess, turn: int, number: int) -> None:
        super().__init__(daemon=True)
        self.engine, self.turn, self.number = engine, turn, number
        self.done: list[str] = []
        self.unanswered = ""

    def run(self) -> None:
        for n in range(10_000):
            tile = f"t{self.turn}-{self.number}-{n}"
            try:
                answer = self.ask(tile)
            except (OSError, HTTPException, json.JSONDecodeError):
                self.unanswered = tile
                return
            assert answer["result"] == "done", answer
            self.done.append(tile)

    def ask(self, tile: str) -> dict[str, object]:
        source = {"id": tile, "name": tile, "medium": "bars"}
        return self.engine.send("source.add", ask=f"command-{tile}", source=source)


def kill_in_the_middle(engine: EngineProcess, turn: int, after: int) -> None:
    writers = [Writer(engine, turn, n) for n in range(3)]
    for one in writers:
        one.start()
    wait_for(f"{after} writes", lambda: sum(len(w.done) for w in writers) >= after, 60)
    engine.kill()
    for one in writers:
        one.join(30)
        assert not one.is_alive()
    engine.start()
    held = engine.entities("source")
    for one in writers:
        assert [t for t in one.done if t not in held] == [], "acknowledged, and lost"
        if one.unanswered:
            answer = one.ask(one.unanswered)
            # Written before the kill or written now: once in either case.
            assert answer["result"] in {"done", "part"}, answer
            assert answer["result"] == "done" or answer["code"] == "outcome_unknown"
            assert one.unanswered in engine.entities("source")


def check_chain(engine: EngineProcess, writes: int) -> None:
    """The chain of the journal holds from end to end, with a row for each write."""

    async def verified() -> int:
        journal = await open_journal(f"sqlite:///{engine.data / 'room.sqlite'}")
        try:
            return await journal.verify()
        finally:
            await journal.close()

    engine.kill()
    assert asyncio.run(verified()) >= writes


def run_kills(engine: EngineProcess, count: int) -> None:
    engine.ok("source.add", source={"id": "a", "name": "a", "medium": "bars"})
    engine.ok("tile.add", wall="hall-wall", source="a", rect=RECT, title="窗口")
    engine.send("wall.take", wall="hall-wall")
    picture = engine.entities("program")["hall-wall"]
    chance = random.Random(7)
    for turn in range(count):
        kill_in_the_middle(engine, turn, chance.randint(1, 25))
        assert engine.entities("program")["hall-wall"] == picture
    check_chain(engine, len(engine.entities("source")))


def test_five_kills_while_writing(engine: EngineProcess) -> None:
    run_kills(engine, 5)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_hundred_kills_while_writing(engine: EngineProcess) -> None:
    run_kills(engine, 100)
