"""Values on the bus, against the examples of KNX 03.07.02 Datapoint Types v02.02.01 (3.1 boolean,
3.5 scaling: 0x80 is 50 %, 3.10 two-octet float: 0.01 * M * 2^E)."""

from __future__ import annotations

import pytest
from xknx.dpt.payload import DPTArray, DPTBinary

from wallctl.domain.devices.points import Value
from wallctl.domain.errors import Garbled, Invalid
from wallctl.drivers.knx.protocol import Coder
from wallctl.drivers.knx.state import specs


def coder(words: str) -> Coder:
    return Coder(specs(f"x = 1/1/1 {words}")[0])


@pytest.mark.parametrize(
    ("words", "value", "payload"),
    [
        ("1.001 switch", True, DPTBinary(1)),
        ("1.001 light", 100, DPTBinary(1)),
        ("1.001 light", 0, DPTBinary(0)),
        ("5.001 light", 0, DPTArray(0x00)),
        ("5.001 light", 50, DPTArray(0x80)),
        ("5.001 light", 100, DPTArray(0xFF)),
        ("5.001 cover", 100, DPTArray(0x00)),
        ("5.001 cover", 0, DPTArray(0xFF)),
        ("5.001 cover upright", 100, DPTArray(0xFF)),
        ("5.010 level", 200, DPTArray(200)),
        ("9.001 climate", 22.0, DPTArray((0x0C, 0x4C))),
        ("9.001 sensor", -30.0, DPTArray((0x8A, 0x24))),
        ("14.056 sensor", 1.0, DPTArray((0x3F, 0x80, 0, 0))),
        ("20.102 climate", "economy", DPTArray(3)),
    ],
)
def test_there_and_back(words: str, value: Value, payload: DPTArray | DPTBinary) -> None:
    one = coder(words)
    assert one.payload(value) == payload
    assert one.value(payload) == value
    assert type(one.value(payload)) is type(value)


def test_a_preset_counts_from_nought_on_the_bus() -> None:
    assert coder("18.001 preset").payload(1) == DPTArray(0)
    assert coder("18.001 preset").payload(64) == DPTArray(63)


@pytest.mark.parametrize(
    ("words", "payload"),
    [
        ("1.001", DPTArray(1)),
        ("5.001 light", DPTBinary(1)),
        ("9.001", DPTArray(1)),
        ("9.001", DPTArray((0x7F, 0xFF))),  # invalid data by 3.10
        ("20.102", DPTArray(9)),
    ],
)
def test_a_telegram_of_another_type(words: str, payload: DPTArray | DPTBinary) -> None:
    with pytest.raises(Garbled):
        coder(words).value(payload)


def test_a_type_that_nobody_knows_and_a_value_that_does_not_fit() -> None:
    with pytest.raises(Invalid):
        coder("9.999")
    with pytest.raises(Invalid):
        coder("5.010 level").payload(300)
