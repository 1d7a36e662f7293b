"""Roles, and the users themselves: there is always an engineer who can sign in, or nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from wallctl.domain.commands import (
    KINDS,
    SiteImport,
    UserAdd,
    UserPassword,
    UserRemove,
    UserUpdate,
    WallUpdate,
)
from wallctl.domain.commands.common import Envelope
from wallctl.domain.decide import decide
from wallctl.domain.deciding.people import named, sign_in_needed
from wallctl.domain.entities import Room
from wallctl.domain.errors import Refused
from wallctl.domain.people import EMERGENCY, LEAST, Role, User, least, may
from wallctl.domain.show import Show, apply, build

CHIEF = User("u1", "王工", Role.ENGINEER, "Wang", secret="s1")
DUTY = User("u2", "值班员", Role.OPERATOR, secret="s2")
ENVELOPE = Envelope("c1", "王工", 1000.0, ("fresh",))


def after(show: Show, command: Any) -> Show:
    return apply(show, decide(show, command, ENVELOPE))


def refusal(show: Show, command: Any) -> str:
    with pytest.raises(Refused) as refused:
        decide(show, command, ENVELOPE)
    return str(refused.value.fields["reason"])


# -- roles ------------------------------------------------------------------------------------


def test_every_command_has_a_least_role() -> None:
    assert set(LEAST) == set(KINDS)


def test_a_kind_without_a_row_is_an_engineers() -> None:
    assert least("wall.demolish") is Role.ENGINEER
    assert not may(Role.OPERATOR, "wall.demolish")


@pytest.mark.parametrize(
    ("kind", "viewer", "operator", "leader"),
    [
        ("user.password", True, True, True),
        ("tile.add", False, True, False),
        ("wall.take", False, True, False),
        ("wall.safe", False, True, False),
        ("scene.recall", False, True, True),
        ("undo", False, True, False),
        ("scene.save", False, False, False),
        ("source.update", False, False, False),
        ("user.add", False, False, False),
        ("site.import", False, False, False),
    ],
)
def test_what_each_role_may(kind: str, viewer: bool, operator: bool, leader: bool) -> None:
    assert may(Role.VIEWER, kind) is viewer
    assert may(Role.OPERATOR, kind) is operator
    assert may(Role.LEADER, kind) is leader
    assert may(Role.ENGINEER, kind)


def test_an_operator_switches_a_wall_and_does_not_configure_it() -> None:
    assert may(Role.OPERATOR, "wall.update", WallUpdate("w", visit=True, labels=False))
    assert not may(Role.OPERATOR, "wall.update", WallUpdate("w", visit=True, name="x"))
    assert not may(Role.OPERATOR, "wall.update", WallUpdate("w", fade_ms=0))


# -- users ------------------------------------------------------------------------------------


def test_the_first_user_is_an_engineer() -> None:
    assert refusal(build(()), UserAdd("值班员", Role.OPERATOR, secret="x")) == "last_engineer"
    show = after(build(()), UserAdd(" 王工 ", Role.ENGINEER, secret="x"))
    assert show.all(User) == {"fresh": User("fresh", "王工", Role.ENGINEER, secret="x")}


def test_the_last_engineer_stays() -> None:
    show = build((CHIEF, DUTY))
    for command in (
        UserRemove("u1"),
        UserUpdate("u1", role=Role.OPERATOR),
        UserUpdate("u1", disabled=True),
    ):
        assert refusal(show, command) == "last_engineer"
    second = build((CHIEF, DUTY, User("u3", "李工", Role.ENGINEER, secret="s3")))
    assert "u1" not in after(second, UserRemove("u1")).all(User)
    asleep = build((CHIEF, User("u3", "李工", Role.ENGINEER, secret="s3", disabled=True)))
    assert refusal(asleep, UserRemove("u1")) == "last_engineer"


def test_the_only_user_does_not_remove_sign_in() -> None:
    assert refusal(build((CHIEF,)), UserRemove("u1")) == "last_engineer"


@pytest.mark.parametrize("name", ["王工", "wang", "WANG", "u1"])
def test_nobody_goes_by_the_name_of_another(name: str) -> None:
    show = build((CHIEF, DUTY))
    assert refusal(show, UserAdd(name, Role.VIEWER, secret="x")) == "taken"
    assert refusal(show, UserUpdate("u2", name_en=name)) == "taken"


def test_nobody_is_called_as_an_emergency_sign_in() -> None:
    show = build((CHIEF,))
    assert refusal(show, UserAdd(EMERGENCY + "李", Role.VIEWER, secret="x")) == "reserved"


def test_a_password_never_gets_as_far_as_this() -> None:
    show = build((CHIEF,))
    for command in (
        UserAdd("李", Role.VIEWER, password="hunter22"),
        UserUpdate("u1", password="hunter22"),
        UserPassword("hunter22", "hunter33", "u1"),
    ):
        assert "hunter" not in repr(command)
        with pytest.raises(Refused) as refused:
            decide(show, command, ENVELOPE)
        assert refused.value.fields["reason"] == "password_in_clear"
        assert "hunter" not in f"{refused.value!r} {refused.value}"


def test_an_update_leaves_what_it_does_not_name() -> None:
    show = after(build((CHIEF, DUTY)), UserUpdate("u2", role=Role.VIEWER))
    assert show.get(User, "u2") == replace(DUTY, role=Role.VIEWER)
    assert decide(show, UserUpdate("u2", role=Role.VIEWER), ENVELOPE) == ()
    assert after(show, UserPassword(id="u2", secret="new")).get(User, "u2") == replace(
        DUTY, role=Role.VIEWER, secret="new"
    )


def test_a_user_is_found_by_whatever_they_are_called() -> None:
    show = build((CHIEF, DUTY))
    assert named(show, " WANG ") == named(show, "王工") == named(show, "u1") == CHIEF
    assert named(show, "") is None


def test_sign_in_is_needed_once_somebody_can() -> None:
    assert not sign_in_needed(build(()))
    assert not sign_in_needed(build((replace(CHIEF, secret=""),)))
    assert not sign_in_needed(build((replace(CHIEF, disabled=True),)))
    assert sign_in_needed(build((CHIEF,)))


# -- imports ----------------------------------------------------------------------------------


def test_an_import_without_users_leaves_those_of_now() -> None:
    show = build((Room("hall", "厅"), CHIEF, DUTY))
    came = (Room("hall", "新"), User("u9", "谁", Role.ENGINEER))
    assert set(after(show, SiteImport(came)).all(User)) == {"u1", "u2"}


def test_an_import_with_users_brings_them() -> None:
    show = build((Room("hall", "厅"), CHIEF))
    other = User("u9", "张工", Role.ENGINEER, secret="s9")
    assert set(after(show, SiteImport((Room("hall", "厅"), other))).all(User)) == {"u9"}
    lone = User("u9", "张", Role.OPERATOR, secret="s9")
    assert refusal(show, SiteImport((Room("hall", "厅"), lone))) == "last_engineer"
