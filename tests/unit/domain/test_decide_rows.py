"""Every command that can be asked has a row that decides it."""

from __future__ import annotations

from typing import get_args

from wallctl.domain import commands as c
from wallctl.domain.decide import DECISIONS


def test_every_command_but_undo_and_redo_is_decided() -> None:
    assert set(get_args(c.Command)) - {c.Undo, c.Redo} == set(DECISIONS)


def test_every_command_and_action_has_a_name() -> None:
    assert {*get_args(c.Command), *get_args(c.Action)} == set(c.NAME_OF)
