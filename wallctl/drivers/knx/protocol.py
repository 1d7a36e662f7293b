"""Values <-> what goes over the bus, by the library's data point types. Pure.

Imported with the connection alone: the library is no small one.
"""

from __future__ import annotations

from enum import Enum

from xknx.dpt.dpt import DPTBase
from xknx.dpt.payload import DPTArray, DPTBinary
from xknx.exceptions import ConversionError, CouldNotParseTelegram

from wallctl.domain.devices.points import Value
from wallctl.domain.errors import Garbled, Invalid
from wallctl.drivers.knx.state import PRESET, Spec

Payload = DPTArray | DPTBinary


class Coder:
    """For one written line. Raises Invalid where its type is none the library knows."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self._main = int(spec.dpt.partition(".")[0])
        self._type: type[DPTBase] | None = None
        if self._main not in {1, 17, 18}:
            try:
                self._type = DPTBase.get_dpt(spec.dpt)
            except ValueError:
                raise Invalid(
                    key=f"options.points.{spec.key}", reason="dpt", got=spec.dpt
                ) from None

    def payload(self, value: Value) -> Payload:
        """Raises Invalid where the type cannot carry the value."""
        spec = self._spec
        if spec.kind == PRESET:
            return DPTArray(int(value) - 1)
        if self._main == 1:
            on = value if isinstance(value, bool) else float(value) > 50
            return DPTBinary(int(on != spec.turned))
        if spec.turned:
            value = 100 - float(value)
        assert self._type is not None
        try:
            return self._type.to_knx(value)
        except ConversionError:
            raise Invalid(key=spec.key, reason="range", got=str(value)) from None

    def value(self, payload: Payload) -> Value:
        """Raises Garbled where the telegram is not of the type that was written down."""
        spec = self._spec
        if self._main == 1:
            if not isinstance(payload, DPTBinary) or payload.value > 1:
                raise Garbled("dpt", address=spec.reports, dpt=spec.dpt)
            on = bool(payload.value) != spec.turned
            return on if spec.kind not in {"light", "cover"} else 100 * on
        assert self._type is not None
        try:
            found = self._type.from_knx(payload)
        except (ConversionError, CouldNotParseTelegram):
            raise Garbled("dpt", address=spec.reports, dpt=spec.dpt) from None
        if isinstance(found, Enum):
            return found.name.lower()
        if isinstance(found, bool | int | str):
            return 100 - found if spec.turned and isinstance(found, int) else found
        if isinstance(found, float):
            return round(found, 2)
        raise Garbled("dpt", address=spec.reports, dpt=spec.dpt)
