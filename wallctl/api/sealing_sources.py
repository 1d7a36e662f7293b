"""The passwords of many sources changed at once, of a replaced device and of a prepared import."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from wallctl.api.bodies import BadBody, Place
from wallctl.domain.address import MASK, host_of, passwords_of, seal_of, split, user_of
from wallctl.domain.commands import Seal, SourceReplace, SourceUpdateMany
from wallctl.domain.deciding.sources import MAX_MANY, addresses_of_many
from wallctl.domain.entities import Source
from wallctl.ports.secrets import Secrets
from wallctl.wire.entities import SEALED

Split = Callable[[str, str, Source | None], tuple[str, str, str]]
"""(main, sub, the source before) -> (main, sub, sealed) without a password in the clear."""

MAX_PASSWORD = 200
_BETWEEN = "\t"  # of several passwords in one address, as `wallctl.domain.address` seals them


def sealed_many(
    command: SourceUpdateMany, known: Mapping[str, Source], secrets: Secrets
) -> SourceUpdateMany:
    """The same command with its password sealed for each source. Raises BadBody."""
    if command.seals:
        raise BadBody(Place("args.seals", "give the password; it is sealed here"))
    password = command.password
    if password is not None:
        _check_password(password)
    if command.user is not None and any(c in command.user for c in ":@/"):
        raise BadBody(Place("args.user", "a name without ':', '@' or '/'"))
    bare = replace(command, password=None)
    if password is None and command.user != "":
        return bare
    if len(command.ids) > MAX_MANY:
        raise BadBody(Place("args.ids", f"more than {MAX_MANY}"))
    made = _Seals(bare, password, secrets)
    found = [known[id] for id in dict.fromkeys(command.ids) if id in known]
    seals = tuple(one for source in found if (one := made.of(source)) is not None)
    if password and not seals:
        raise BadBody(Place("args.password", "none of these has an address with a user"))
    return replace(bare, seals=seals)


class _Seals:
    """Equal passwords are sealed once: ten thousand cameras often have the same."""

    def __init__(self, command: SourceUpdateMany, password: str | None, secrets: Secrets) -> None:
        self._command, self._password, self._secrets = command, password, secrets
        self._sealed: dict[str, str] = {"": ""}

    def of(self, source: Source) -> Seal | None:
        """None where nothing changes for the source."""
        main, sub = addresses_of_many(source, self._command)
        if not (host_of(main) or host_of(sub)):
            return None
        if self._password is not None and not (user_of(main) or user_of(sub)):
            return None
        old = self._opened(source, main, sub)
        clear = seal_of(
            self._of_address(main, source.main, old[0]), self._of_address(sub, source.sub, old[1])
        )
        sealed = self._sealed.get(clear)
        if sealed is None:
            sealed = self._sealed[clear] = self._secrets.seal(clear)
        return None if sealed == source.secret else Seal(source.id, source.secret, sealed)

    def _of_address(self, address: str, before: str, old: str) -> str:
        """The passwords of one address: the user's, then those named in its path or query."""
        kept = host_of(address) == host_of(before)
        waiting = old.split(_BETWEEN) if old and kept else []
        users = waiting.pop(0) if waiting and user_of(before) else ""
        if self._password is not None:
            users = self._password
        named = waiting if MASK in address else []
        return _BETWEEN.join([*([users] if user_of(address) and users else []), *named])

    def _opened(self, source: Source, main: str, sub: str) -> tuple[str, str]:
        """The passwords it has, opened only where they are still needed."""
        all_new = self._password is not None and all(
            user_of(one) and MASK not in one for one in (main, sub) if host_of(one)
        )
        if all_new or not source.secret:
            return "", ""
        try:
            return passwords_of(self._secrets.open(source.secret))
        except ValueError:
            return "", ""  # sealed with a key that is gone: it has to be typed again


def sealed_replace(command: SourceReplace, before: Source | None, split_of: Split) -> SourceReplace:
    """The new device's addresses without their passwords. Raises BadBody."""
    if command.secret not in {None, "", SEALED}:
        raise BadBody(
            Place("args.secret", "give the password within the address; it is sealed here")
        )
    if before is None:
        # Refused by the engine; all the same no password goes farther than here.
        main, sub = split(command.main).address, split(command.sub).address
        return replace(command, main=main, sub=sub, secret=None)
    main, sub, secret = split_of(command.main, command.sub, before)
    return replace(command, main=main, sub=sub, secret=secret)


def unmasked(
    before: tuple[Source, ...] | None, known: Mapping[str, Source]
) -> tuple[Source, ...] | None:
    """What the outside saw of sources, as the show holds it: it never saw more than that there
    is a secret."""
    if before is None:
        return None
    return tuple(
        replace(one, secret=known[one.id].secret)
        if one.secret == SEALED and one.id in known and known[one.id].secret
        else replace(one, main=split(one.main).address, sub=split(one.sub).address)
        for one in before
    )


def _check_password(password: str) -> None:
    if len(password) > MAX_PASSWORD or any(ord(c) < 32 or ord(c) == 127 for c in password):
        raise BadBody(Place("args.password", f"one line of at most {MAX_PASSWORD} characters"))
