"""At the door: from a request's token and peer to who is asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wallctl.api.callers import Caller, is_loopback
from wallctl.api.sign_in import SignIns
from wallctl.api.tokens import Held
from wallctl.domain.deciding.people import sign_in_needed
from wallctl.domain.people import Role
from wallctl.domain.show import Show


def _none(token: str) -> Held | None:
    return None


@dataclass(frozen=True, slots=True)
class Door:
    """`tokens` knows the tokens that were handed out. `open_to_others`: the engine is reached
    from other machines, and nobody comes in without signing in."""

    tokens: Callable[[str], Held | None] = _none
    open_to_others: bool = False


class Reception:
    """Who may come in, by this order: a person's session, a service's token, and whoever is on
    this machine as long as the room has no users."""

    def __init__(self, door: Door, sign_ins: SignIns, show: Callable[[], Show]) -> None:
        self._door, self._sign_ins, self._show = door, sign_ins, show

    @property
    def open_to_others(self) -> bool:
        return self._door.open_to_others

    def caller(self, token: str, peer: str) -> Caller:
        here = is_loopback(peer)
        needed = sign_in_needed(self._show())
        session = self._sign_ins.who(token)
        if session is not None:
            return self._person(session.id, peer, here)
        held = self._door.tokens(token) if token else None
        if held is not None and held.duty:
            return Caller(console=True, peer=peer)
        if held is not None:
            return Caller(
                held.name, Role.ENGINEER, trusted=not needed, service=True, console=here, peer=peer
            )
        if not self._door.open_to_others and not needed:
            return Caller(role=Role.ENGINEER, trusted=True, console=here, peer=peer)
        return Caller(console=here, peer=peer)

    def again(self, caller: Caller) -> Caller:
        """The same caller as things stand now; nobody where its sign-in is over."""
        if caller.session:
            return self._person(caller.session, caller.peer, caller.console)
        if caller.service:
            return caller
        return self.caller("", caller.peer)

    def admits_node(self, caller: Caller, token: str) -> bool:
        """Whether a node may stay: on this machine always, from others with a token of ours."""
        if not self._door.open_to_others or caller.service:
            return True
        held = self._door.tokens(token)
        return held is not None and not held.duty

    def _person(self, id: str, peer: str, here: bool) -> Caller:
        session = self._sign_ins.seen(id)
        if session is None:
            return Caller(console=here, peer=peer)
        user = self._sign_ins.user_of(session)
        return Caller(
            session.name,
            Role.OPERATOR if user is None else user.role,
            session.user,
            session.id,
            session.emergency,
            session.ends_at,
            console=here,
            peer=peer,
        )
