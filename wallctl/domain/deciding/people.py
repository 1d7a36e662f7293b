"""Users: add, change, remove. There is always an engineer who can sign in, or nobody at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from wallctl.domain.commands import Envelope
from wallctl.domain.commands.people import UserAdd, UserPassword, UserRemove, UserUpdate
from wallctl.domain.deciding.checks import (
    FreshIds,
    check_id,
    check_line,
    check_name,
    invalid,
)
from wallctl.domain.entities import Entity
from wallctl.domain.errors import Invalid, NotAllowed, NotFound
from wallctl.domain.people import EMERGENCY, Role, User, can_sign_in
from wallctl.domain.show import Change, Show, change


def add(show: Show, command: UserAdd, envelope: Envelope) -> tuple[Change, ...]:
    _sealed_already(command.password)
    users = show.all(User)
    if command.id in users:
        raise invalid("id", "duplicate_id", command.id)
    id = command.id or FreshIds(envelope, users).next()
    user = User(id, command.name.strip(), command.role, command.name_en.strip(), command.secret)
    if not user.secret:
        raise invalid("password", "password_needed", "")
    return _put(show, None, user)


def update(show: Show, command: UserUpdate, envelope: Envelope) -> tuple[Change, ...]:
    _sealed_already(command.password)
    before = the_user(show, command.id)
    after = replace(
        before,
        name=before.name if command.name is None else command.name.strip(),
        name_en=before.name_en if command.name_en is None else command.name_en.strip(),
        role=before.role if command.role is None else command.role,
        disabled=before.disabled if command.disabled is None else command.disabled,
        secret=command.secret or before.secret,
    )
    return _put(show, before, after) if after != before else ()


def remove(show: Show, command: UserRemove, envelope: Envelope) -> tuple[Change, ...]:
    user = the_user(show, command.id)
    rest = [one for one in show.all(User).values() if one.id != user.id]
    _check_engineer(rest, user)
    return (change(user, None),)


def password(show: Show, command: UserPassword, envelope: Envelope) -> tuple[Change, ...]:
    if command.password or command.old:
        _sealed_already(command.password or command.old)
    before = the_user(show, command.id)
    if not command.secret:
        raise invalid("password", "password_needed", "")
    return (change(before, replace(before, secret=command.secret)),)


def the_user(show: Show, id: str, key: str = "id") -> User:
    one = show.get(User, id)
    if one is None:
        raise NotFound(key=key, reason="unknown", got=id, entity="user")
    return one


def named(show: Show, asked: str) -> User | None:
    """The user who goes by an id or a name, in whatever case."""
    wanted = asked.strip().casefold()
    return next((one for one in show.all(User).values() if wanted and wanted in _names(one)), None)


def sign_in_needed(show: Show) -> bool:
    """Whether there is anybody who could: before that a room is open on its own machine."""
    return any(can_sign_in(one) for one in show.all(User).values())


def check_users(place: str, users: Iterable[User]) -> None:
    """Checks users from outside. Raises Invalid or NotAllowed."""
    known = list(users)
    for one in known:
        at = f"{place} {one.id}".strip()
        _check(at, one, known)
    if any(can_sign_in(one) for one in known):
        _check_engineer(known, known[0])


def staying(show: Show, entities: Iterable[Entity]) -> Iterable[Entity]:
    """What comes in, with the users of now in place of its own where none of those could sign
    in: made without passwords, or before there were users."""
    found = list(entities)
    if any(isinstance(one, User) and can_sign_in(one) for one in found):
        return found
    present = show.all(User).values()
    if not any(can_sign_in(one) for one in present):
        return found
    return [*(one for one in found if not isinstance(one, User)), *present]


def _put(show: Show, before: User | None, after: User) -> tuple[Change, ...]:
    rest = [one for one in show.all(User).values() if one.id != after.id]
    _check("", after, rest)
    _check_engineer([*rest, after], after)
    return (change(before, after),)


def _check(place: str, user: User, others: Iterable[User]) -> None:
    at = f"{place}." if place else ""
    check_id(f"{at}id", user.id)
    check_name(f"{at}name", user.name)
    check_line(f"{at}name_en", user.name_en)
    for key in ("name", "name_en"):
        if getattr(user, key).startswith(EMERGENCY.rstrip("·")):
            raise invalid(f"{at}{key}", "reserved", getattr(user, key))
    mine = _names(user)
    for other in others:
        if other.id != user.id and (both := mine & _names(other)):
            raise invalid(f"{at}name", "taken", min(both), user=other.id, name=other.name)


def _names(user: User) -> set[str]:
    """All that a person may type to say who it is."""
    return {one.casefold() for one in (user.id, user.name, user.name_en) if one}


def _check_engineer(after: Iterable[User], about: User) -> None:
    left = [one for one in after if can_sign_in(one)]
    if not left and about.role is not Role.ENGINEER:
        return
    if not any(one.role is Role.ENGINEER for one in left):
        raise NotAllowed("last_engineer", key="id", reason="last_engineer", got=about.id)


def _sealed_already(password: str) -> None:
    if password:  # never says which
        raise Invalid("password_in_clear", key="password", reason="password_in_clear", got="")
