"""Modbus: npm's modbus-serial (TCP, and RTU over a serial line) and PyPI's pyModbusTCP (TCP).

Values are plain memory: a coil that is written is what is read back, no relay moves behind it.
modbus-serial's RTU server takes frames with a wrong checksum too, and sees a frame's end after 5 ms
of silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.peers.rigs.hosted import HostedRig, lacking_node, lacking_python
from tests.peers.rigs.serial_pair import SerialPair


class _Modbus(HostedRig):
    """`size` addresses of each kind ("coil", "discrete", "holding", "input"): beyond them it says
    ILLEGAL DATA ADDRESS. All are 0 at a start but for `at_start` ((kind, address, values) each).
    """

    def __init__(
        self,
        *,
        size: int = 256,
        unit: int = 255,
        at_start: Sequence[tuple[str, int, Sequence[int]]] = (),
    ) -> None:
        super().__init__()
        self.size, self.unit, self.at_start = size, unit, list(at_start)

    async def state(self, kind: str, address: int, count: int = 1) -> list[int]:
        """What it holds there, a bit as 0 or 1."""
        return await self.ask("state", kind=kind, address=address, count=count)  # type: ignore[no-any-return]

    async def front_panel(self, kind: str, address: int, *values: int) -> None:
        """Changes what it holds, inputs as well."""
        await self.ask("put", kind=kind, address=address, values=values)

    async def heard(self) -> list[tuple[str, int, int, int]]:
        """Each value written over the wire so far: kind, address, value, unit."""
        return [tuple(one) for one in await self.ask("heard")]  # type: ignore[misc]

    async def forget(self) -> None:
        """`heard` starts anew."""
        await self.ask("forget")

    async def fault(self, *, code: int = 0, delay_s: float = 0.0, silent: bool = False) -> None:
        """From now on: answer with this exception code, late, or not at all (each on its own
        connection); without arguments all is well again."""
        await self.ask("fault", code=code, delay_s=delay_s, silent=silent)

    def _options(self) -> dict[str, object]:
        return {"size": self.size, "unit": self.unit, "at_start": self.at_start}


class ModbusSerial(_Modbus):
    """npm modbus-serial over TCP. With `unit` 255 it answers for every unit."""

    name = "modbus_serial"

    @classmethod
    def missing(cls) -> str:
        return lacking_node("modbus-serial")


class ModbusRtu(ModbusSerial):
    """npm modbus-serial over a serial line: `path` is the driver's end. `port` means nothing."""

    def __init__(
        self,
        *,
        size: int = 256,
        unit: int = 1,
        at_start: Sequence[tuple[str, int, Sequence[int]]] = (),
    ) -> None:
        super().__init__(size=size, unit=unit, at_start=at_start)
        self.line = SerialPair()

    @classmethod
    def missing(cls) -> str:
        return super().missing() or SerialPair.missing()

    @property
    def path(self) -> Path:
        """The tty that the driver opens; `line.kill` pulls it out."""
        return self.line.ours

    async def close(self) -> None:
        await super().close()
        await self.line.close()

    def _options(self) -> dict[str, object]:
        return {**super()._options(), "path": str(self.line.theirs)}

    async def _launch(self) -> None:
        if not self.line.alive:
            await self.line.start()
        await super()._launch()


class PyModbusTcp(_Modbus):
    """PyPI pyModbusTCP. It answers for every unit, and closes on a wrong frame."""

    name = "py_modbus_tcp"

    @classmethod
    def missing(cls) -> str:
        return lacking_python("pyModbusTCP")
