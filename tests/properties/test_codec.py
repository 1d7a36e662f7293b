"""Every entity comes back as it was, whatever is in it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallctl.domain.commands import Answer, Result, Step
from wallctl.domain.entities import KIND_OF, TYPE_OF, Entity
from wallctl.domain.show import Change, Key, change
from wallctl.store import codec

# Half characters are no text: they are refused, see below.
st.register_type_strategy(str, st.text(st.characters(codec="utf-8"), max_size=12))
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
entities = st.one_of([st.from_type(one) for one in TYPE_OF.values()])


@given(entities)
def test_an_entity_comes_back_and_has_one_body(one: Entity) -> None:
    kind = KIND_OF[type(one)]
    body = codec.to_bytes(one)
    again = codec.from_bytes(kind, body)
    assert again == one
    assert codec.from_dict(kind, json.loads(json.dumps(codec.to_dict(one)))) == one
    assert codec.to_bytes(again) == body
    assert body == codec.canonical(json.loads(body))


@given(entities, st.dictionaries(st.text(st.characters(codec="ascii"), min_size=30), st.integers()))
def test_fields_of_a_later_version_are_ignored(one: Entity, more: dict[str, int]) -> None:
    told = more | codec.to_dict(one)
    assert codec.from_dict(KIND_OF[type(one)], told) == one


@given(entities, entities)
def test_changes_come_back(one: Entity, other: Entity) -> None:
    changes = [change(None, one), change(other, None)]
    if type(one) is type(other):
        changes.append(Change(Key(KIND_OF[type(one)], one.id), one, other))
    told = json.loads(codec.canonical(codec.changes_to_list(changes)))
    assert codec.changes_from_list(told) == tuple(changes)


@given(st.from_type(Answer))
def test_answers_come_back(answer: Answer) -> None:
    assert codec.answer_from_bytes(codec.answer_to_bytes(answer)) == answer


def test_a_step_keeps_its_time() -> None:
    answer = Answer(Result.DONE, 1, steps=(Step("tile", "t1", "live", ms=0.1 + 0.2),))
    assert codec.answer_from_bytes(codec.answer_to_bytes(answer)).steps[0].ms == 0.1 + 0.2


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_what_json_cannot_hold_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        codec.canonical({"a": value})
