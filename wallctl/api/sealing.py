"""The edge where passwords leave the addresses: beyond it they exist sealed only."""

from __future__ import annotations

from dataclasses import replace

from wallctl.api.bodies import BadBody, Place
from wallctl.api.sealing_devices import sealed_device
from wallctl.api.sealing_sources import sealed_many, sealed_replace, unmasked
from wallctl.domain.address import host_of, passwords_of, seal_of, split
from wallctl.domain.commands import (
    Action,
    Command,
    DeviceAdd,
    DeviceTest,
    DeviceUpdate,
    SourceAdd,
    SourceImport,
    SourceReplace,
    SourceTest,
    SourceUpdate,
    SourceUpdateMany,
)
from wallctl.domain.devices.entities import Device
from wallctl.domain.entities import Source
from wallctl.domain.show import Show
from wallctl.ports.secrets import Secrets
from wallctl.wire.entities import SEALED


class Sealer:
    """Takes passwords out of the addresses of a command and seals them for the store.

    An address that comes without its password, to the host it had, keeps the one that is known.
    """

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets

    def sealed(self, command: Command | Action, show: Show) -> Command | Action:
        """The same command without a password in the clear. Raises BadBody."""
        known = show.sources
        match command:
            case DeviceAdd() | DeviceUpdate() | DeviceTest():
                return sealed_device(command, show.all(Device), self._secrets)
            case SourceAdd():
                return SourceAdd(self._source(command.source, None, "args.source"))
            case SourceUpdate():
                return self._update(command, known.get(command.id))
            case SourceUpdateMany():
                return sealed_many(command, known, self._secrets)
            case SourceReplace():
                return sealed_replace(command, known.get(command.id), self._split)
            case SourceImport():
                places = enumerate(command.sources)
                return SourceImport(
                    tuple(
                        self._source(one, known.get(one.id), f"args.sources.{n}")
                        for n, one in places
                    ),
                    unmasked(command.before, known),
                )
            case SourceTest(source=Source() as source):
                return replace(
                    command, source=self._source(source, known.get(source.id), "args.source")
                )
            case _:
                return command

    def source(self, source: Source, before: Source | None) -> Source:
        """A source as typed, over the known one where there is one, its passwords sealed."""
        return self._source(replace(source, secret=""), before, "source")

    def _source(self, source: Source, before: Source | None, at: str) -> Source:
        _own_words(source.secret, f"{at}.secret")
        main, sub, secret = self._split(source.main, source.sub, before)
        return replace(source, main=main, sub=sub, secret=secret)

    def _update(self, command: SourceUpdate, before: Source | None) -> SourceUpdate:
        _own_words(command.secret or "", "args.secret")
        if before is None:
            # Refused by the engine; all the same no password goes farther than here.
            return replace(
                command,
                main=None if command.main is None else split(command.main).address,
                sub=None if command.sub is None else split(command.sub).address,
                secret=None,
            )
        known = replace(before, secret="") if command.secret == "" else before
        main, sub, secret = self._split(
            before.main if command.main is None else command.main,
            before.sub if command.sub is None else command.sub,
            known,
        )
        return replace(
            command,
            main=None if command.main is None else main,
            sub=None if command.sub is None else sub,
            secret=None if secret == before.secret else secret,
        )

    def _split(self, main: str, sub: str, before: Source | None) -> tuple[str, str, str]:
        """(main, sub, secret): the secret is the one before, unopened, where nothing changed."""
        old = self._opened(before)
        first, second = split(main), split(sub)
        passwords = (
            first.password or _kept(first.address, before.main if before else "", old[0]),
            second.password or _kept(second.address, before.sub if before else "", old[1]),
        )
        clear = seal_of(*passwords)
        if before is not None and clear == seal_of(*old):
            return first.address, second.address, before.secret
        return first.address, second.address, self._secrets.seal(clear) if clear else ""

    def _opened(self, source: Source | None) -> tuple[str, str]:
        if source is None or not source.secret:
            return "", ""
        try:
            return passwords_of(self._secrets.open(source.secret))
        except ValueError:
            return "", ""  # sealed with a key that is gone: it has to be typed again


def _kept(address: str, before: str, password: str) -> str:
    return password if before and host_of(address) == host_of(before) else ""


def _own_words(secret: str, at: str) -> None:
    """The outside may say "sealed" (leave it) or nothing; what is sealed is made here alone."""
    if secret not in {"", SEALED}:
        raise BadBody(Place(at, "give the password within the address; it is sealed here"))
