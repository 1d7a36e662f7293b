"""Who is asking: found out once at the door, carried along with the request."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from starlette.types import Scope

from wallctl.api.answers import refusal
from wallctl.domain.people import Role, least, may
from wallctl.wire.desk import AnswerOut, Me

MAX_NAME = 64
NOBODY_SAID = "anonymous"


@dataclass(frozen=True, slots=True)
class Caller:
    """`role` is None where nobody is signed in.

    `session` is that of a person, empty for a service with a token of its own and where no
    sign-in is asked for. `trusted` says whether the client's own word counts about whom changes
    are put down to. `console` is true on the engine's own machine, and for a duty console.
    """

    name: str = ""
    role: Role | None = None
    user: str = ""
    session: str = ""
    emergency: bool = False
    expires: float = 0.0  # epoch s; 0 never
    trusted: bool = False
    service: bool = False
    console: bool = False
    peer: str = ""

    def by(self, said: str) -> str:
        """Whom changes are put down to; `said` is what the client says of itself."""
        told = (said or self.name) if self.trusted else self.name
        clean = "".join(c for c in told if c.isprintable())[:MAX_NAME].strip()
        return clean or NOBODY_SAID

    def me(self, said: str = "") -> Me:
        return Me(
            user=self.user,
            name=self.by(said),
            role=(self.role or Role.VIEWER).value,
            emergency=self.emergency,
            expires=self.expires,
            signed_in=bool(self.session),
        )


def keep(scope: Scope, caller: Caller) -> None:
    scope.setdefault("state", {})["caller"] = caller


def caller_of(scope: Scope) -> Caller:
    """Who the door said it is; nobody where it was not asked."""
    found = scope.get("state", {}).get("caller")
    return found if isinstance(found, Caller) else Caller()


def not_allowed(
    caller: Caller, kind: str, revision: int, command: object = None
) -> AnswerOut | None:
    """The refusal (403) of what the caller's role may not ask; None where it may."""
    if caller.role is not None and may(caller.role, kind, command):
        return None
    need = least(kind, command).value
    has = caller.role.value if caller.role is not None else ""
    return refusal(
        revision,
        "not_allowed",
        f"{kind} needs the role {need}; this is {has or 'nobody'}",
        blame="not_allowed",
        reason="role",
        key="kind",
        need=need,
        role=has,
    )


def is_loopback(host: str) -> bool:
    """Whether a peer's address is this very machine's own."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
