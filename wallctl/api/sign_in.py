"""Who is signed in: sessions are opened, found by their token, and end by themselves."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace

from wallctl.api.sign_in_lockout import Lockout
from wallctl.api.sign_in_passwords import Passwords
from wallctl.domain.commands import UserSigned
from wallctl.domain.deciding.people import named
from wallctl.domain.people import EMERGENCY, User, can_sign_in
from wallctl.domain.show import Show
from wallctl.ports.clock import Clock
from wallctl.ports.sessions import Session, SessionStore

log = logging.getLogger(__name__)

UNUSED_S = 16 * 3600.0
EMERGENCY_S = 60 * 60.0
SWEEP_S = 5.0
WRITE_AGAIN_S = 600.0  # so often at most is written that a session is used
MOST, MOST_OF_ONE = 256, 16
FAULT = "emergency_sign_in"


class WrongPassword(Exception):
    """There is no such user, or it is not the password. Never says which."""


class Unreadable(Exception):
    """The user's secret does not open with this room's key: it has to be set anew."""


@dataclass(slots=True)
class _Kept:
    """A session and its times on the clock that never steps. `coming` marks the password that
    it is about to give its user."""

    session: Session
    used: float
    ends: float | None
    written: float
    coming: str = ""


class SignIns:
    """All sessions of a room. `run` keeps them; those that follow are told by `on_change`."""

    def __init__(
        self,
        *,
        show: Callable[[], Show],
        store: SessionStore,
        passwords: Passwords,
        clock: Clock,
        note: Callable[[UserSigned, str], Awaitable[None]],
        fault: Callable[[str, bool], None],
    ) -> None:
        self._show, self._store, self._passwords = show, store, passwords
        self._clock, self._note, self._fault = clock, note, fault
        self._kept: dict[str, _Kept] = {}
        self._gone: set[str] = set()
        self._wake = asyncio.Event()
        self._writing = asyncio.Lock()
        self._on_change: Callable[[], None] = lambda: None
        self.lockout = Lockout(clock.monotonic)

    def tell(self, on_change: Callable[[], None]) -> None:
        """Whom to tell that somebody came or went."""
        self._on_change = on_change

    async def load(self) -> None:
        """Takes up who was signed in before a restart. What cannot be read means signing in
        again, and no more."""
        try:
            found = await self._store.load()
        except Exception:
            log.exception("who was signed in cannot be read: everyone has to sign in again")
            return
        now, ticks = self._clock.now(), self._clock.monotonic()
        for one in found:
            used = ticks - max(0.0, now - one.used_at)
            left = min(EMERGENCY_S, one.ends_at - now) if one.ends_at else None
            ends = None if left is None else ticks + left
            self._kept[one.id] = _Kept(one, used, ends, used)
        self._sweep()

    async def run(self) -> None:
        """Ends what is over, and writes down what is used, until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._beat())
                group.create_task(self._write())
        finally:
            await self._write_once()

    async def _beat(self) -> None:
        while True:
            self._sweep()
            if self._gone:
                self._wake.set()
            await self._clock.sleep(SWEEP_S)

    def look_again(self) -> None:
        """The users changed: whose session no longer holds is out."""
        self._sweep()
        self._on_change()

    # -- coming and going ---------------------------------------------------------------------

    async def sign_in(self, asked: str, password: str, peer: str) -> tuple[str, Session]:
        """(token, session). Raises WrongPassword, Unreadable, Locked, Busy."""
        self.lockout.begin(asked, peer)
        user = named(self._show(), asked)
        if user is None or not can_sign_in(user):
            await self._passwords.waste(password)
            log.warning("a sign-in from %s failed", peer)
            raise WrongPassword
        try:
            fits = await self._passwords.fits(password, user.secret)
        except ValueError:
            raise Unreadable from None
        now = self._show().get(User, user.id)
        if not fits or now != user:
            log.warning("a sign-in of %s from %s failed", user.id, peer)
            raise WrongPassword
        self.lockout.passed(asked, peer)
        at = self._clock.now()
        session = Session("", user.id, user.name, peer, at, at, mark=_mark(user.secret))
        return await self._open(session, UserSigned("sign_in", user.name, peer))

    async def emergency(self, name: str, reason: str, peer: str) -> tuple[str, Session]:
        """(token, session) for whoever stands at the duty console; said to everyone."""
        at, signed = self._clock.now(), EMERGENCY + name
        log.warning("emergency sign-in of %s from %s: %s", name, peer, reason)
        session = Session("", "", signed, peer, at, at, at + EMERGENCY_S, reason)
        return await self._open(session, UserSigned("emergency", signed, peer, reason))

    async def sign_out(self, id: str, *, by: str = "") -> bool:
        """Ends a session; `by` names who, where it is not its own. False where it is not there."""
        kept = self._kept.get(id)
        if kept is None:
            return False
        self._end((id,))
        await self._write_once()
        one = kept.session
        said = UserSigned("ended" if by else "sign_out", one.name, one.peer)
        await self._note(said, by or one.name)
        return True

    def changes_password(self, session: str, secret: str) -> None:
        """The session is about to change its own password, and stays; its user's others end."""
        kept = self._kept.get(session)
        if kept is not None:
            kept.coming = _mark(secret)

    def changed_password(self, session: str) -> None:
        """The change was made, or it was not: what the user's password is now, counts."""
        kept = self._kept.get(session)
        if kept is None:
            return
        user = self.user_of(kept.session)
        if user is not None and kept.coming == _mark(user.secret):
            kept.session = replace(kept.session, mark=kept.coming)
            kept.written = float("-inf")
            self._wake.set()
        kept.coming = ""

    async def _open(self, session: Session, said: UserSigned) -> tuple[str, Session]:
        token = secrets.token_urlsafe(32)
        session = replace(session, id=token_hash(token))
        self._make_room(session)
        ticks = self._clock.monotonic()
        ends = ticks + EMERGENCY_S if session.ends_at else None
        self._kept[session.id] = _Kept(session, ticks, ends, float("-inf"))
        self._tell_fault()
        await self._write_once()
        await self._note(said, session.name)
        return token, session

    def _make_room(self, fresh: Session) -> None:
        oldest = sorted(self._kept.values(), key=lambda k: k.used)
        mine = [k for k in oldest if k.session.name == fresh.name]
        over = [*mine[: max(0, len(mine) - MOST_OF_ONE + 1)]]
        over += oldest[: max(0, len(oldest) - MOST + 1)]
        self._end({k.session.id for k in over})

    # -- who is it ----------------------------------------------------------------------------

    def who(self, token: str) -> Session | None:
        """The session of a token, which counts as used by that; None where it does not hold."""
        return self.seen(token_hash(token)) if token else None

    def seen(self, id: str) -> Session | None:
        """The session of that id, in use; None where it is over."""
        kept = self._kept.get(id)
        if kept is None:
            return None
        if not self._holds(kept):
            self._end((id,))
            return None
        kept.used = self._clock.monotonic()
        if kept.used - kept.written > WRITE_AGAIN_S:
            self._wake.set()
        user = self._show().get(User, kept.session.user)
        return kept.session if user is None else replace(kept.session, name=user.name)

    def user_of(self, session: Session) -> User | None:
        return self._show().get(User, session.user)

    def sessions(self) -> tuple[Session, ...]:
        """All that hold, newest first, with the time of their last use."""
        now, ticks = self._clock.now(), self._clock.monotonic()
        held = [k for k in self._kept.values() if self._holds(k)]
        told = [replace(k.session, used_at=now - (ticks - k.used)) for k in held]
        return tuple(sorted(told, key=lambda s: -s.at))

    def _holds(self, kept: _Kept) -> bool:
        ticks = self._clock.monotonic()
        if ticks - kept.used >= UNUSED_S or (kept.ends is not None and ticks >= kept.ends):
            return False
        if kept.session.emergency:
            return True
        user = self._show().get(User, kept.session.user)
        if user is None or not can_sign_in(user):
            return False
        return _mark(user.secret) in {kept.session.mark, kept.coming}

    def _sweep(self) -> None:
        self._end([id for id, kept in self._kept.items() if not self._holds(kept)])
        self._tell_fault()

    def _end(self, ids: Iterable[str]) -> None:
        ended = [id for id in ids if self._kept.pop(id, None) is not None]
        if ended:
            self._gone.update(ended)
            self._wake.set()
            self._tell_fault()
            self._on_change()

    def _tell_fault(self) -> None:
        self._fault(FAULT, any(k.session.emergency for k in self._kept.values()))

    # -- writing down -------------------------------------------------------------------------

    async def _write(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            await self._write_once()

    async def _write_once(self) -> None:
        """A store that takes nothing costs a new sign-in after a restart, and nothing else."""
        async with self._writing:
            await self._write_all()

    async def _write_all(self) -> None:
        ticks, now = self._clock.monotonic(), self._clock.now()
        gone, self._gone = self._gone, set()
        try:
            await self._store.remove(gone)
            for kept in list(self._kept.values()):
                if ticks - kept.written > WRITE_AGAIN_S:
                    kept.written = ticks
                    await self._store.put(replace(kept.session, used_at=now - (ticks - kept.used)))
        except Exception as exc:
            self._gone |= gone  # who is out must not come back by a restart
            log.warning("who is signed in was not written down: %s", type(exc).__name__)


def token_hash(token: str) -> str:
    """A token is 256 random bits: a plain SHA-256 of it tells nobody anything."""
    return hashlib.sha256(token.encode()).hexdigest()


def _mark(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()[:16]
