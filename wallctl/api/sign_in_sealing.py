"""The edge where people's passwords leave the commands: beyond it only their hashes exist."""

from __future__ import annotations

from dataclasses import replace

from wallctl.api.bodies import BadBody, Place
from wallctl.api.callers import Caller
from wallctl.api.sign_in_lockout import Locked, Lockout
from wallctl.api.sign_in_passwords import LONGEST, SHORTEST, Busy, Passwords
from wallctl.domain.commands import Action, Command, UserAdd, UserPassword, UserUpdate
from wallctl.domain.deciding.people import the_user
from wallctl.domain.errors import Invalid, NotAllowed
from wallctl.domain.show import Show
from wallctl.wire.entities import SEALED


class PeopleSealer:
    """Puts the sealed hash in the place of a password that was typed."""

    def __init__(self, passwords: Passwords, lockout: Lockout) -> None:
        self._passwords, self._lockout = passwords, lockout

    async def sealed(
        self, command: Command | Action, caller: Caller, show: Show
    ) -> Command | Action:
        """The same command without a password. Raises BadBody, and Refused for the old one."""
        try:
            match command:
                case UserAdd():
                    _own_words(command.secret)
                    secret = await self._sealed(command.password, (command.name,))
                    return replace(command, password="", secret=secret)
                case UserUpdate():
                    _own_words(command.secret)
                    if not command.password:
                        return replace(command, secret="")
                    before = the_user(show, command.id)
                    names = (before.name, before.id, command.name or "")
                    secret = await self._sealed(command.password, names)
                    return replace(command, password="", secret=secret)
                case UserPassword():
                    return await self._own(command, caller, show)
                case _:
                    return command
        except Busy:
            raise NotAllowed("busy", key="password", reason="busy", got="") from None

    async def _own(self, command: UserPassword, caller: Caller, show: Show) -> UserPassword:
        _own_words(command.secret)
        if not caller.user:
            raise NotAllowed("no_user", key="id", reason="no_user", got="")
        user = the_user(show, caller.user)
        try:
            self._lockout.begin(user.name, caller.peer)
        except Locked as locked:
            raise NotAllowed(
                "locked_out", key="old", reason="locked_out", got="", seconds=locked.seconds
            ) from None
        try:
            fits = await self._passwords.fits(command.old, user.secret)
        except ValueError:
            fits = False
        if not fits:
            raise NotAllowed("wrong_password", key="old", reason="wrong_password", got="")
        self._lockout.passed(user.name, caller.peer)
        secret = await self._sealed(command.password, (user.name, user.id))
        return UserPassword(id=user.id, secret=secret)

    async def _sealed(self, password: str, names: tuple[str, ...]) -> str:
        if not password:
            raise Invalid("password_needed", key="password", reason="password_needed", got="")
        if len(password) < SHORTEST:
            raise Invalid(
                "password_too_short",
                key="password",
                reason="password_too_short",
                got="",
                limit=SHORTEST,
            )
        if len(password) > LONGEST:
            raise Invalid("password_too_long", key="password", reason="too_long", got="")
        if password.casefold() in {name.casefold() for name in names}:
            raise Invalid("password_is_name", key="password", reason="password_is_name", got="")
        return await self._passwords.sealed(password)


def _own_words(secret: str) -> None:
    if secret not in {"", SEALED}:
        raise BadBody(Place("args.secret", "give the password; it is sealed here"))
