"""One device that is asked by SNMP. pysnmp owns the socket: one engine a connection."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NoReturn

from pyasn1.type import univ
from pysnmp.error import PySnmpError
from pysnmp.hlapi.v3arch import asyncio as api
from pysnmp.proto import errind, rfc1902, rfc1905

from wallctl.domain.devices.options import Options
from wallctl.domain.errors import (
    AuthFailed,
    DeviceError,
    Garbled,
    Rejected,
    TimedOut,
    Unreachable,
)
from wallctl.drivers.snmp.profile import profile_of
from wallctl.drivers.snmp.state import points_of, spec_of, values_of, written
from wallctl.ports.driver import Act, Means, Opened, Operation, State

ANSWER_S = 1.0  # for one datagram; what is only asked for is sent twice, for datagrams get lost
AT_ONCE = 16  # objects a request
ROWS, MOST_ROWS = 24, 512  # of a column: at once, and at all
SYS_DESCR, SYS_NAME = "1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.5.0"
_AUTH = {
    "md5": api.usmHMACMD5AuthProtocol,
    "sha": api.usmHMACSHAAuthProtocol,
    "sha256": api.usmHMAC192SHA256AuthProtocol,
    "sha512": api.usmHMAC384SHA512AuthProtocol,
}
_PRIVACY = {
    "none": api.usmNoPrivProtocol,
    "des": api.usmDESPrivProtocol,
    "aes": api.usmAesCfb128Protocol,
    "aes256": api.usmAesCfb256Protocol,
}
_NOT_THERE = (rfc1905.NoSuchObject, rfc1905.NoSuchInstance, rfc1905.EndOfMibView)
_NO_ENTRY = (
    errind.WrongDigest,
    errind.UnknownUserName,
    errind.UnsupportedSecurityLevel,
    errind.UnknownSecurityName,
    errind.AuthenticationFailure,
    errind.AuthenticationError,
    errind.DecryptionError,
)
_MADE: dict[str, Callable[[str], Any]] = {
    "integer": lambda told: rfc1902.Integer32(int(told)),
    "gauge": lambda told: rfc1902.Gauge32(int(told)),
    "text": lambda told: rfc1902.OctetString(told.encode()),
    "oid": rfc1902.ObjectIdentifier,
}

Rows = dict[str, str | int]


class SnmpConnection:
    def __init__(self, options: Options, means: Means) -> None:
        self._profile = profile_of(options)
        self._options, self._means = options, means
        self._engine: Any = None
        self._closed = False
        self._reads, self._writes = _credentials(options)

    async def open(self) -> Opened:
        # It reads a hundred files: not on the loop that all devices share.
        engine = await asyncio.to_thread(api.SnmpEngine)
        if self._closed:
            raise Unreachable(reason="closed")
        self._engine = engine
        about = self._profile.info
        asked = {"maker": about.maker, "model": about.model, "version": about.version}
        asked |= {"name": SYS_NAME, "description": SYS_DESCR}
        told = await self._get([oid for oid in asked.values() if oid])
        objects = await self._objects()
        points = points_of(self._profile, objects)
        if not points:
            raise Rejected(reason="wrong_profile")
        info = tuple((what, str(told[oid])[:100]) for what, oid in asked.items() if oid in told)
        return Opened(values_of(self._profile, objects), points, info)

    async def listen(self, told: Callable[[State], None]) -> NoReturn:
        await asyncio.Event().wait()  # it says nothing by itself, and has no line to lose
        raise Unreachable(reason="closed")

    async def read(self, keys: Collection[str] = ()) -> State:
        return values_of(self._profile, await self._objects())

    async def send(self, operation: Operation) -> State:
        match operation.message:
            case (str(key), bool() | int() | float() | str() as value):
                found = spec_of(self._profile, key)
            case _:
                found = None
        if found is None or not found[0].settable:
            raise Rejected(reason="unsupported")
        spec, row = found
        word = written(spec, value)
        if word is None:
            raise Rejected(reason="no_word", key=key)
        oid = spec.write or spec.oid
        await self._set(f"{oid}.{row}" if row else oid, word, spec.wire)
        return {}  # the agent repeats what it was told, not what came of it

    async def act(self, act: Act) -> State:
        row = next((one for one in self._profile.acts if one.name == act.name), None)
        if row is None:
            raise Rejected(reason="unsupported", act=act.name)
        number = str(act.value)
        if "{n}" in row.oid and not number.isdigit():
            raise Rejected(reason="argument", act=act.name)
        await self._set(row.oid.replace("{n}", number), row.value, row.wire)
        return {}

    async def say(self, line: str) -> str:
        words = line.split()
        if len(words) != 2 or words[0] not in {"get", "walk"} or not _is_oid(words[1]):
            raise Rejected("unsupported", reason="get_or_walk")
        oid = words[1].lstrip(".")
        told = await (self._get([oid]) if words[0] == "get" else self._walk(oid))
        return "\n".join(f"{key} = {value}" for key, value in told.items())[:2000]

    async def close(self) -> None:
        self._closed = True
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.close_dispatcher()
            await asyncio.sleep(0)

    # -- words --------------------------------------------------------------------------------

    async def _objects(self) -> Rows:
        """Everything the profile is made of."""
        specs = self._profile.points
        found = await self._get([one.oid for one in specs if not one.is_column])
        columns = [one.oid for one in specs if one.is_column] + [o.names for o in specs if o.names]
        for column in dict.fromkeys(columns):
            found |= await self._walk(column)
        return found

    async def _get(self, oids: Sequence[str]) -> Rows:
        found: Rows = {}
        for at in range(0, len(oids), AT_ONCE):
            some = oids[at : at + AT_ONCE]
            binds = [api.ObjectType(api.ObjectIdentity(oid)) for oid in some]
            got = await self._asked(api.get_cmd, f"get {' '.join(some)}", (), binds)
            found |= _rows(got)
        return found

    async def _walk(self, column: str) -> Rows:
        found: Rows = {}
        at = column
        while len(found) < MOST_ROWS:
            binds = [api.ObjectType(api.ObjectIdentity(at))]
            got = _rows(await self._asked(api.bulk_cmd, f"walk {at}", (0, ROWS), binds))
            rows = {oid: told for oid, told in got.items() if oid.startswith(f"{column}.")}
            if set(rows) <= set(found):  # an agent that turns in circles has no more either
                break
            found |= rows
            if len(rows) < len(got) or len(got) < ROWS:
                break
            at = list(rows)[-1]
        return found

    async def _set(self, oid: str, word: str, wire: str) -> None:
        try:
            value = _MADE[wire](word)
        except (ValueError, PySnmpError):
            raise Rejected(reason="no_word", word=word) from None
        bind = api.ObjectType(api.ObjectIdentity(oid), value)
        await self._asked(api.set_cmd, f"set {oid} {word}", (), [bind], once=True)

    async def _asked(
        self,
        command: Callable[..., Any],
        shown: str,
        more: tuple[int, ...],
        binds: Sequence[Any],
        *,
        once: bool = False,
    ) -> Sequence[Any]:
        if self._engine is None:
            raise Unreachable(reason="closed")
        began = self._means.clock.monotonic()
        address = str(self._options["host"]), int(self._options["port"])
        try:
            target = await api.UdpTransportTarget.create(
                address, timeout=ANSWER_S, retries=0 if once else 1
            )
            who, where = self._writes if once else self._reads, api.ContextData()
            failed, status, _, got = await command(
                self._engine, who, target, where, *more, *binds, lookupMib=False
            )
        except PySnmpError as exc:
            raise Unreachable(reason=type(exc).__name__) from None
        except (OSError, UnicodeError) as exc:
            raise Unreachable(reason=type(exc).__name__) from None
        ms = (self._means.clock.monotonic() - began) * 1000
        if failed:
            raise _failure(failed)
        if int(status):
            reason = str(status.prettyPrint())
            self._means.exchanged(shown, reason, ms)
            raise Rejected(reason=reason)
        told = " ".join(f"{oid}={word}" for oid, word in _rows(got).items())
        self._means.exchanged(shown, told, ms)
        return list(got)


def _credentials(options: Options) -> tuple[Any, Any]:
    """For reading and for writing."""
    if options["version"] != "3":
        reads = str(options["community"])
        writes = str(options["write_community"]) or reads
        reader = api.CommunityData("reads", reads, mpModel=1)
        # Two names for one community: pysnmp would not know whose the answer is.
        return reader, reader if writes == reads else api.CommunityData("writes", writes, mpModel=1)
    password, privacy = str(options["password"]), str(options["privacy_password"])
    private = str(options["privacy"]) if privacy else "none"
    user = api.UsmUserData(
        str(options["user"]),
        password or None,
        privacy or None,
        authProtocol=_AUTH[str(options["hash"])] if password else api.usmNoAuthProtocol,
        privProtocol=_PRIVACY[private],
    )
    return user, user


def _failure(error: Any) -> DeviceError:
    name = type(error).__name__
    if isinstance(error, errind.RequestTimedOut):
        return TimedOut(s=ANSWER_S)
    if isinstance(error, _NO_ENTRY):
        return AuthFailed(reason=name)
    return Garbled(reason=name)


def _rows(binds: Iterable[Any]) -> Rows:
    """What is there, by OID, in the order of the answer."""
    found: Rows = {}
    for oid, value in binds:
        if isinstance(value, _NOT_THERE):
            continue
        if isinstance(value, univ.OctetString):
            raw = value.asOctets()
            found[str(oid)] = raw.decode("utf-8", "replace").rstrip("\0")
        elif isinstance(value, univ.ObjectIdentifier):
            found[str(oid)] = str(value)
        elif isinstance(value, univ.Integer):
            found[str(oid)] = int(value)
    return found


def _is_oid(text: str) -> bool:
    parts = text.lstrip(".").split(".")
    return 2 < len(parts) < 100 and all(part.isascii() and part.isdigit() for part in parts)
