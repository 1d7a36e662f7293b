"""An SNMP agent, v2c alone: a UPS by RFC 1628 or a PDU with outlets in the manner of APC.

Messages are those of RFC 3416 in BER (X.690), as much of both as agents of such devices use.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wallctl.simulators.devices.base import UdpSimulator, Value

GET, NEXT, RESPONSE, SET, BULK = 0xA0, 0xA1, 0xA2, 0xA3, 0xA5
INTEGER, OCTETS, NULL, OID, SEQUENCE, GAUGE = 0x02, 0x04, 0x05, 0x06, 0x30, 0x42
NO_OBJECT, END = 0x80, 0x82
_BAD_VALUE, _NO_ACCESS = 10, 6

Oid = tuple[int, ...]
Told = int | str | Oid

_UPS: Oid = (1, 3, 6, 1, 2, 1, 33, 1)
_OUTLET: Oid = (1, 3, 6, 1, 4, 1, 318, 1, 1, 4, 4, 2, 1, 3)
_NAME: Oid = (1, 3, 6, 1, 4, 1, 318, 1, 1, 4, 5, 2, 1, 3)
_SYSTEM: Oid = (1, 3, 6, 1, 2, 1, 1)


class SnmpAgent(UdpSimulator):
    """`objects` are what it has; those of `writable` may be set by who knows the community."""

    family = "snmp"
    profile = ""

    def __init__(self, community: str = "wallctl") -> None:
        super().__init__()
        self.community = community
        self.objects: dict[Oid, Told] = {(*_SYSTEM, 1, 0): "wallctl simulated agent"}
        self.writable: set[Oid] = set()

    def options(self) -> Mapping[str, Value]:
        return {
            "host": self.host,
            "port": self.port,
            "profile": self.profile,
            "version": "2c",
            "community": self.community,
            "poll_s": 1.0,
        }

    def written(self, oid: Oid, told: Told) -> bool:
        """Somebody set it. Whether that is a value it can have."""
        if isinstance(told, int) is not isinstance(self.objects[oid], int):
            return False
        self.objects[oid] = told
        return True

    def answers(self, data: bytes) -> list[bytes]:
        try:
            version, community, pdu = _items(_content(data))
            kind, (number, _, second, rows) = pdu[0], _items(pdu[1])
            asked = [_items(row) for _, row in _items(rows[1])]
            oids = [_oid(name[1]) for name, _ in asked]
        except (ValueError, IndexError):
            return []
        if _whole(version[1]) != 1 or community[1] != self.community.encode():
            return []  # as every agent: silence
        status = 0
        if kind == GET:
            found = [self._row(oid, self.objects.get(oid)) for oid in oids]
        elif kind == NEXT:
            found = [one for oid in oids for one in self._after(oid, 1)]
        elif kind == BULK:
            found = [one for oid in oids for one in self._after(oid, _whole(second[1]))]
        elif kind == SET:
            status = self._set([(oid, v) for oid, (_, v) in zip(oids, asked, strict=True)])
            found = [
                _tlv(SEQUENCE, _oid_tlv(oid) + _tlv(*v))
                for oid, (_, v) in zip(oids, asked, strict=True)
            ]
        else:
            return []
        answer = (
            _tlv(INTEGER, number[1])
            + _integer(status)
            + _integer(1 if status else 0)
            + _tlv(SEQUENCE, b"".join(found))
        )
        body = _integer(1) + _tlv(OCTETS, community[1]) + _tlv(RESPONSE, answer)
        return [_tlv(SEQUENCE, body)]

    def _set(self, asked: list[tuple[Oid, tuple[int, bytes]]]) -> int:
        for oid, (kind, content) in asked:
            if oid not in self.writable or self.faults.refuse:
                return _NO_ACCESS
            told: Told
            if kind == OID:
                told = _oid(content)
            elif kind == OCTETS:
                told = content.decode("utf-8", "replace")
            else:
                told = _whole(content)
            if not self.written(oid, told):
                return _BAD_VALUE
        return 0

    def _after(self, oid: Oid, count: int) -> Iterator[bytes]:
        later = sorted(one for one in self.objects if one > oid)[:count]
        for one in later:
            yield self._row(one, self.objects[one])
        if len(later) < count:
            yield _tlv(SEQUENCE, _oid_tlv(later[-1] if later else oid) + _tlv(END, b""))

    def _row(self, oid: Oid, told: Told | None) -> bytes:
        match told:
            case None:
                value = _tlv(NO_OBJECT, b"")
            case int():
                value = _integer(told)
            case str():
                value = _tlv(OCTETS, told.encode())
            case _:
                value = _oid_tlv(told)
        return _tlv(SEQUENCE, _oid_tlv(oid) + value)


class SnmpUps(SnmpAgent):
    """Front panel: "mains" (bool), "charge", "runtime" (min), "load", "low_time", "beeper"."""

    profile = "ups-mib"
    _NUMBERS: Mapping[str, Oid] = {
        "charge": (*_UPS, 2, 4, 0),
        "runtime": (*_UPS, 2, 3, 0),
        "load": (*_UPS, 4, 4, 1, 5, 1),
        "low_time": (*_UPS, 9, 7, 0),
    }

    def __init__(self, community: str = "wallctl") -> None:
        super().__init__(community)
        self.objects |= {
            (*_UPS, 1, 1, 0): "wallctl",
            (*_UPS, 1, 2, 0): "模拟 UPS",
            (*_UPS, 2, 1, 0): 2,
            (*_UPS, 2, 3, 0): 30,
            (*_UPS, 2, 4, 0): 100,
            (*_UPS, 2, 7, 0): 27,
            (*_UPS, 3, 3, 1, 3, 1): 230,
            (*_UPS, 3, 3, 1, 3, 2): 228,
            (*_UPS, 4, 1, 0): 3,
            (*_UPS, 4, 4, 1, 5, 1): 35,
            (*_UPS, 6, 1, 0): 0,
            (*_UPS, 7, 1, 0): (*_UPS, 7, 7, 1),
            (*_UPS, 8, 2, 0): -1,
            (*_UPS, 9, 7, 0): 5,
            (*_UPS, 9, 8, 0): 2,
        }
        self.writable = {(*_UPS, 7, 1, 0), (*_UPS, 8, 2, 0), (*_UPS, 9, 7, 0), (*_UPS, 9, 8, 0)}

    def state(self) -> Mapping[str, Value]:
        told: dict[str, Value] = {key: self._int(oid) for key, oid in self._NUMBERS.items()}
        told["beeper"] = self._int((*_UPS, 9, 8, 0)) == 2
        told["mains"] = self._int((*_UPS, 4, 1, 0)) == 3
        return told

    def written(self, oid: Oid, told: Told) -> bool:
        done = super().written(oid, told)
        self.acted += done and oid in {(*_UPS, 7, 1, 0), (*_UPS, 8, 2, 0)}
        return done

    async def front_panel(self, key: str, value: Value) -> None:
        if key == "mains":
            self.objects[(*_UPS, 4, 1, 0)] = 3 if value else 5
        elif key == "beeper":
            self.objects[(*_UPS, 9, 8, 0)] = 2 if value else 1
        else:
            self.objects[self._NUMBERS[key]] = int(value)

    def _int(self, oid: Oid) -> int:
        told = self.objects[oid]
        assert isinstance(told, int)
        return told


class SnmpPdu(SnmpAgent):
    """Eight outlets, all on. Front panel: "outlet.3"."""

    profile = "apc-spdu"

    def __init__(self, community: str = "wallctl", *, outlets: int = 8) -> None:
        super().__init__(community)
        for number in range(1, outlets + 1):
            self.objects[(*_OUTLET, number)] = 1
            self.objects[(*_NAME, number)] = f"机柜{number}"
            self.writable.add((*_OUTLET, number))

    def state(self) -> Mapping[str, Value]:
        return {
            f"outlet.{oid[-1]}": told == 1
            for oid, told in self.objects.items()
            if oid[:-1] == _OUTLET
        }

    def written(self, oid: Oid, told: Told) -> bool:
        if told not in {1, 2, 3}:
            return False
        self.acted += told == 3
        self.objects[oid] = 1 if told == 3 else told  # a restart ends with power
        return True

    async def front_panel(self, key: str, value: Value) -> None:
        number = int(key.removeprefix("outlet."))
        if (*_OUTLET, number) not in self.objects:
            raise KeyError(key)
        self.objects[(*_OUTLET, number)] = 1 if value else 2


# -- BER ------------------------------------------------------------------------------------------


def _tlv(kind: int, content: bytes) -> bytes:
    size = len(content)
    if size < 128:
        return bytes([kind, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([kind, 0x80 | len(length)]) + length + content


def _read(data: bytes, at: int) -> tuple[int, bytes, int]:
    """Kind, content, and where the next begins. Raises IndexError, ValueError."""
    kind, size = data[at], data[at + 1]
    at += 2
    if size & 0x80:
        wide = size & 0x7F
        size = int.from_bytes(data[at : at + wide], "big")
        at += wide
    if at + size > len(data):
        raise ValueError("cut off")
    return kind, data[at : at + size], at + size


def _content(data: bytes) -> bytes:
    kind, content, _ = _read(data, 0)
    if kind != SEQUENCE:
        raise ValueError("not a message")
    return content


def _items(data: bytes) -> list[tuple[int, bytes]]:
    found, at = [], 0
    while at < len(data):
        kind, content, at = _read(data, at)
        found.append((kind, content))
    return found


def _whole(content: bytes) -> int:
    return int.from_bytes(content, "big", signed=True)


def _integer(number: int) -> bytes:
    return _tlv(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True))


def _oid(content: bytes) -> Oid:
    parts, number = [content[0] // 40, content[0] % 40], 0
    for byte in content[1:]:
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            parts.append(number)
            number = 0
    return tuple(parts)


def _oid_tlv(oid: Oid) -> bytes:
    content = bytearray([oid[0] * 40 + oid[1]])
    for part in oid[2:]:
        pieces = [part & 0x7F]
        while part := part >> 7:
            pieces.append(0x80 | part & 0x7F)
        content += bytes(reversed(pieces))
    return _tlv(OID, bytes(content))
