"""What can be asked about those who work here.

A password is said to the API's edge alone, which puts its sealed hash into `secret`; no command
with a password in the clear is ever carried out. None of these fields is in a repr.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from wallctl.domain.people import Role


@dataclass(frozen=True, slots=True)
class UserAdd:
    """The first to be added is an engineer: from then on everyone has to sign in."""

    name: str
    role: Role
    name_en: str = ""
    id: str = ""
    password: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class UserUpdate:
    id: str
    name: str | None = None
    name_en: str | None = None
    role: Role | None = None
    disabled: bool | None = None
    password: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class UserRemove:
    """Refused for the last engineer who can sign in."""

    id: str


@dataclass(frozen=True, slots=True)
class UserPassword:
    """The asker's own password. `id` is put in by the API's edge: nobody names another."""

    old: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    id: str = ""
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class UserSigned:
    """Somebody signed in or out: written down, changes nothing. Internal.

    `what` is "sign_in", "sign_out", "emergency" or "ended" (by somebody else).
    """

    what: str
    name: str
    peer: str = ""
    reason: str = ""


UserCommand = UserAdd | UserUpdate | UserRemove | UserPassword
UserAction = UserSigned

KINDS: dict[str, type[Any]] = {
    "user.add": UserAdd,
    "user.update": UserUpdate,
    "user.remove": UserRemove,
    "user.password": UserPassword,
}

INTERNAL: dict[str, type[Any]] = {
    "user.signed": UserSigned,
}
