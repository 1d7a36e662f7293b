"""A large display that speaks Samsung's Multiple Display Control, with the secured protocol where
it has a PIN."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import ssl
import tempfile
from collections.abc import Mapping
from pathlib import Path

from wallctl.simulators.devices.base import TcpSimulator, Value

_INPUTS = {"hdmi1": 0x21, "hdmi2": 0x23, "dp1": 0x25, "dvi": 0x18, "magicinfo": 0x20}
_NAMES = {code: name for name, code in _INPUTS.items()}


class MdcSimulator(TcpSimulator):
    """`model` is what it says it is."""

    family = "samsung_mdc"

    def __init__(self, pin: str = "", *, display: int = 1, model: str = "QM55C") -> None:
        super().__init__()
        self.pin, self.display, self.model = pin, display, model
        self._values: dict[str, Value] = {
            "power": "off",
            "input": "hdmi1",
            "volume": 20,
            "mute": False,
            "fault.signal": "ok",
            "fault.lamp": "ok",
            "fault.temperature": "ok",
            "fault.fan": "ok",
            "temperature": 41,
            "hours.panel": 8760,
        }
        self._tls = _own_certificate() if pin else None

    def options(self) -> Mapping[str, Value]:
        return {
            "host": self.host,
            "port": self.port,
            "display": self.display,
            "pin": self.pin,
        }

    def state(self) -> Mapping[str, Value]:
        return dict(self._values)

    async def front_panel(self, key: str, value: Value) -> None:
        if key not in self._values or type(value) is not type(self._values[key]):
            raise ValueError(key)
        self._values[key] = value

    async def session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._tls is not None and not await self._signed_in(reader, writer):
            return
        while True:
            head = await reader.readexactly(4)
            rest = await reader.readexactly(head[3] + 1)
            message = head + rest
            if head[0] != 0xAA or sum(message[1:-1]) % 256 != message[-1]:
                return
            if head[2] not in (self.display, 0xFE):
                continue
            good, data = self._answer(head[1], rest[:-1])
            if head[2] == 0xFE:
                continue  # nobody answers what is said to all
            said = bytes([self.display, 2 + len(data), ord("A" if good else "N"), head[1]]) + data
            said = b"\xff" + said
            await self.say(writer, b"\xaa" + said + bytes([sum(said) % 256]))

    async def _signed_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        await self.say(writer, b"MDCSTART<<TLS>>")
        if self.faults.silence or self.faults.garbage or self.faults.endless:
            return False
        with contextlib.suppress(ssl.SSLError):
            await writer.start_tls(self._tls)  # type: ignore[arg-type]
            pin = await reader.readexactly(4)
            good = pin.decode("ascii", "replace") == self.pin
            writer.write(b"MDCAUTH<<PASS>>" if good else b"MDCAUTH<<FAIL:0x01>>")
            await writer.drain()
            return good
        return False

    def _answer(self, code: int, data: bytes) -> tuple[bool, bytes]:
        if data and self.faults.refuse:
            return False, b"\x01"
        if code != 0x11 and self._values["power"] == "off" and code not in (0x8A, 0x0E, 0x0B):
            return False, b"\x02"
        try:
            return True, self._set(code, data) if data else self._get(code)
        except (KeyError, ValueError):
            return False, b"\x03"

    def _get(self, code: int) -> bytes:
        v = self._values
        power, mute = int(v["power"] == "on"), int(bool(v["mute"]))
        faults = [
            int(v[f"fault.{key}"] == "error") for key in ("lamp", "temperature", "signal", "fan")
        ]
        volume, entry = int(v["volume"]), _INPUTS[str(v["input"])]
        return {
            0x00: bytes([power, volume, mute, entry, 0x10, 0, 0]),
            0x0B: b"SIM0000001",
            0x0D: bytes([faults[0], faults[1], 0, faults[2], int(v["temperature"]), faults[3]]),
            0x0E: b"S-SIM-1.0",
            0x11: bytes([power]),
            0x12: bytes([volume]),
            0x13: bytes([mute]),
            0x14: bytes([entry]),
            0x83: (int(v["hours.panel"]) * 6).to_bytes(2, "big"),
            0x8A: self.model.encode(),
        }[code]

    def _set(self, code: int, data: bytes) -> bytes:
        value = data[0]
        match code:
            case 0x11 if value == 2:
                self.acted += 1
            case 0x11 if value < 2:
                self._values["power"] = "on" if value else "off"
            case 0x12 if value <= 100:
                self._values["volume"] = value
            case 0x13 if value < 2:
                self._values["mute"] = bool(value)
            case 0x14:
                self._values["input"] = _NAMES[value]
            case _:
                raise ValueError(code)
        return data


def _own_certificate() -> ssl.SSLContext:
    """As displays have it: signed by itself."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "display")])
    begins = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begins)
        .not_valid_after(begins + dt.timedelta(days=36_500))
        .sign(key, hashes.SHA256())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "own.pem")
        path.write_bytes(
            signed.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        context.load_cert_chain(path)
    return context
