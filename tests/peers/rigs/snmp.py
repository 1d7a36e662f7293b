"""SNMP: net-snmp's snmpd, which plays a UPS (RFC 1628) and a switched PDU (an outlet table).

Like every agent it says nothing to a wrong community: that looks as an absent one. With SNMPv3 a
wrong password is answered (usmStatsWrongDigests). It sends no traps.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.peers.rigs.base import Rig, RigError, lacking, run_tool

UPS = ".1.3.6.1.2.1.33.1"
OUTLET = ".1.3.6.1.4.1.318.1.1.4.4.2.1.3"  # sPDUOutletCtl: 1 on, 2 off, 3 reboot

# A UPS on mains and full; what is named here can be changed by `front_panel`, nothing else.
UPS_ON_MAINS: Mapping[str, tuple[str, str]] = {
    f"{UPS}.1.1.0": ("octet_str", "Test"),  # upsIdentManufacturer
    f"{UPS}.1.2.0": ("octet_str", "UPS 3000"),  # upsIdentModel
    f"{UPS}.2.1.0": ("integer", "2"),  # upsBatteryStatus: 2 normal, 3 low, 4 depleted
    f"{UPS}.2.2.0": ("integer", "0"),  # upsSecondsOnBattery
    f"{UPS}.2.3.0": ("integer", "30"),  # upsEstimatedMinutesRemaining
    f"{UPS}.2.4.0": ("integer", "100"),  # upsEstimatedChargeRemaining, %
    f"{UPS}.2.5.0": ("integer", "540"),  # upsBatteryVoltage, 0.1 V
    f"{UPS}.2.7.0": ("integer", "25"),  # upsBatteryTemperature, °C
    f"{UPS}.3.3.1.3.1": ("integer", "230"),  # upsInputVoltage, V
    f"{UPS}.4.1.0": ("integer", "3"),  # upsOutputSource: 3 normal, 5 battery, 4 bypass
    f"{UPS}.4.4.1.5.1": ("integer", "20"),  # upsOutputPercentLoad, %
    f"{UPS}.6.1.0": ("gauge", "0"),  # upsAlarmsPresent
}
PDU: Mapping[str, tuple[str, str]] = {f"{OUTLET}.{n}": ("integer", "1") for n in range(1, 9)}
_TYPES = {"integer": "i", "octet_str": "s", "gauge": "u"}
_QUIET = {"MIBS": "", "MIBDIRS": "/nonexistent"}


class Snmpd(Rig):
    """v1/v2c: communities "public" (reads) and "private" (also switches outlets); v3: user
    "wallctl", SHA and AES. `values`: OID -> (type, value), at each start the same again."""

    name = "snmpd"
    user, auth_password, privacy_password = "wallctl", "auth-pass-1", "priv-pass-1"
    read_community, write_community = "public", "private"

    def __init__(self, values: Mapping[str, tuple[str, str]] | None = None) -> None:
        super().__init__()
        self.values = dict({**UPS_ON_MAINS, **PDU} if values is None else values)

    @classmethod
    def missing(cls) -> str:
        return lacking("snmpd", "snmpget", "snmpset")

    async def state(self, oid: str) -> str:
        """The value as snmpget prints it, without quotes."""
        told = await self._tool("snmpget", "public", "-Oqv", self._at, oid)
        return told.strip().strip('"')

    async def front_panel(self, oid: str, value: str | int) -> None:
        """Changes a value the way the device itself would: also what the network may not."""
        kind = _TYPES[self.values[oid][0]]
        told = await self._tool("snmpset", "panel", "-Oqv", self._at, oid, kind, str(value))
        if told.strip().strip('"') != str(value):
            raise RigError(f"{oid}: {told}")

    @property
    def _at(self) -> str:
        return f"udp:{self.host}:{self.port}"

    async def _tool(self, tool: str, community: str, *more: str) -> str:
        env = {**_QUIET, "SNMP_PERSISTENT_DIR": str(self.folder / "tools")}
        line = [tool, "-v2c", "-c", community, "-t", "0.2", "-r", "9", *more]
        return await run_tool(*line, env=env)

    async def _launch(self) -> None:
        user = f'{self.user} SHA "{self.auth_password}" AES "{self.privacy_password}"'
        lines = [
            f"agentAddress {self._at}",
            f"rocommunity {self.read_community}",
            f"rwcommunity {self.write_community} default {OUTLET}",
            f"rocommunity {self.write_community} default .1.3.6.1.2.1",
            "rwcommunity panel",
            f"createUser {user}",
            f"rwuser {self.user} priv",
            "sysName ups-1",
        ]
        for oid, (kind, value) in self.values.items():
            shown = f'"{value}"' if kind == "octet_str" else value
            lines.append(f"override -rw {oid} {kind} {shown}")
        conf = self.folder / "snmpd.conf"
        conf.write_text("\n".join(lines) + "\n")
        env = {**_QUIET, "SNMP_PERSISTENT_DIR": str(self.folder / f"agent-{self._starts}")}
        self._run("snmpd", "snmpd", "-f", "-Lo", "-C", "-c", str(conf), env=env)

    async def _ready(self) -> bool:
        try:
            await self.state(next(iter(self.values)))
        except RigError:
            return False
        return True
