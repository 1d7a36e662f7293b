"""The simulated agent against messages as net-snmp writes them (RFC 3416 in BER)."""

from __future__ import annotations

from wallctl.simulators.devices.snmp import SnmpPdu

# snmpget -v2c -c wallctl ... sPDUOutletCtl.1, request 1
GET = bytes.fromhex(
    "302e020101040777616c6c63746c"  # version 2c, community
    "a020020101020100020100"
    "30153013060f2b06010401823e01010404020103010500"
)


def test_an_outlet_is_told() -> None:
    agent = SnmpPdu()
    (answer,) = agent.answers(GET)
    assert answer.endswith(bytes.fromhex("020101"))
    assert answer[0] == 0x30
    assert len(answer) == answer[1] + 2


def test_a_wrong_community_and_garbage_get_silence() -> None:
    agent = SnmpPdu("other")
    assert agent.answers(GET) == []
    agent = SnmpPdu()
    for cut in range(len(GET)):
        assert agent.answers(GET[:cut]) == []
    assert agent.answers(b"\xff" * 40) == []
