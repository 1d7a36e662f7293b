"""Whatever is sent as a command, the answer is an answer: never a fault of ours, never a hang."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.profiles import examples
from tests.unit.api.conftest import Rig
from wallctl.api.tokens import Tokens
from wallctl.domain.commands import KINDS
from wallctl.engine import duty
from wallctl.wire.desk import AnswerOut


def mostly(
    usual: st.SearchStrategy[Any], odd: st.SearchStrategy[Any], one_in: int
) -> st.SearchStrategy[Any]:
    """The odd one once in so many. (one_of takes no weights: it drops what stands twice.)"""
    return st.integers(1, one_in).flatmap(lambda n: odd if n == 1 else usual)


IDS = st.sampled_from(["hall-wall", "a", "b", "t", "s1"])
ODD = st.sampled_from(
    ["", "nowhere", "../x", "💥", "a" * 300, "\0", "rtsp://u:pw@h/1", "1+5", "2x2"]
)
WORDS = mostly(IDS, st.one_of(ODD, st.text(max_size=40)), 8)
WILD = st.one_of(st.integers(-5, 4000), st.integers(), st.just(2**31), st.just(-(2**63)))
NUMBERS = mostly(st.integers(0, 400), WILD, 20)
REALS = mostly(st.floats(0, 0.4), st.floats(allow_nan=False, allow_infinity=False), 20)
JUNK = st.one_of(st.none(), st.booleans(), NUMBERS, REALS, WORDS, st.lists(WORDS, max_size=2))


def values(of: Any) -> st.SearchStrategy[Any]:
    """JSON that is of the type, now and then of another."""
    return mostly(_of(of), JUNK, 40)


def _of(of: Any) -> st.SearchStrategy[Any]:
    origin, args = get_origin(of), get_args(of)
    if origin in (Union, UnionType):
        return st.one_of(*[_of(one) for one in args])
    if origin is Mapping:
        return st.dictionaries(WORDS, values(args[1]), max_size=3)
    if origin is tuple:
        return st.lists(values(args[0]), max_size=3)
    if isinstance(of, type) and issubclass(of, Enum):
        return st.sampled_from([one.value for one in of])
    if is_dataclass(of) and isinstance(of, type):
        return commands_of(of)
    simple = {str: WORDS, int: NUMBERS, float: REALS, bool: st.booleans(), NoneType: st.none()}
    return simple[of]


def commands_of(of: type[Any]) -> st.SearchStrategy[dict[str, Any]]:
    hints = get_type_hints(of)
    needed, optional = {}, {}
    for one in fields(of):
        left_out = one.default is not MISSING or one.default_factory is not MISSING
        (optional if left_out else needed)[one.name] = values(hints[one.name])
    return st.fixed_dictionaries(needed, optional=optional)


BODIES = st.one_of(
    [
        st.fixed_dictionaries(
            {"kind": st.just(kind), "args": values(of)}, optional={"expect": NUMBERS}
        )
        for kind, of in KINDS.items()
    ]
)


class Loop:
    """A room on a loop of its own, asked from plain code."""

    def __init__(self, folder: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._rig = Rig(folder)
        self._loop.run_until_complete(self._begin())

    async def _begin(self) -> None:
        await self._rig.start()
        # A user may come of it: with a token of its own the fuzz goes on all the same.
        token = Tokens(self._rig.data / "tokens.json").add("fuzz")
        self._who = {"Authorization": f"Bearer {token}"}
        await self._rig.source("a")
        await self._rig.source("b")
        await self._rig.tile("t", "a")
        await self._rig.ok("scene.save", name="日常值守", id="s1")

    def post(self, body: bytes) -> tuple[int, bytes]:
        return self._loop.run_until_complete(self._rig.post("/api/v1/commands", body, **self._who))

    def close(self) -> None:
        self._loop.run_until_complete(self._rig.stop())
        self._loop.close()


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loop]:
    waits, duty.ANSWER_S = duty.ANSWER_S, 0.05  # nobody answers a call here
    one = Loop(tmp_path_factory.mktemp("fuzz"))
    yield one
    one.close()
    duty.ANSWER_S = waits


FUZZ = settings(
    max_examples=examples(150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@FUZZ
@given(body=BODIES)
def test_any_command_gets_an_answer(room: Loop, body: dict[str, Any]) -> None:
    _answered(room, json.dumps(body | {"id": str(uuid.uuid4())}).encode())


@FUZZ
@given(body=st.one_of(st.binary(max_size=60), st.recursive(JUNK, st.lists).map(json.dumps)))
def test_any_body_gets_an_answer(room: Loop, body: bytes | str) -> None:
    _answered(room, body if isinstance(body, bytes) else body.encode())


def _answered(room: Loop, body: bytes) -> None:
    status, raw = room.post(body)
    answer = AnswerOut.model_validate_json(raw)
    assert status in {200, 403, 404, 409, 422, 502}, (status, answer)
    assert answer.code != "internal", answer
    assert b":pw@" not in raw
