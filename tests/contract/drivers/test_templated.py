"""The twelve points for the templated driver: text, bytes and windows, on simulators in memory
and on a socket."""

from __future__ import annotations

import re
from importlib.resources import files

from tests.contract.drivers.sim_in_memory import MemoryPeer
from wallctl.domain.devices.points import Value
from wallctl.drivers.templated import FAMILY
from wallctl.ports.driver import Act
from wallctl.simulators.devices.display_sicp import SicpDisplay
from wallctl.simulators.devices.matrix_sis import SisMatrix
from wallctl.simulators.devices.splicer_text import TextSplicer
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite
from wallctl.testing.sim_peer import SimPeer

PASSWORD = "s3cret matrix"


class MatrixInMemory(MemoryPeer[SisMatrix]):
    family = FAMILY
    wishes = {"route.1": "3", "route.4": "0", "mute.2": True}
    other = {"route.1": "2", "route.4": "1", "mute.2": False}
    acts = (Act("recall", value=1),)
    secrets = (PASSWORD,)

    def __init__(self) -> None:
        super().__init__(SisMatrix(password=PASSWORD))

    @property
    def wrong(self) -> dict[str, Value]:
        return {**self.options, "password": "other"}


def polled_often(profile: str) -> dict[str, Value]:
    """The profile of the house as one of a person's own, that asks each second."""
    text = (files("resources") / "profiles" / f"{profile}.toml").read_text("utf-8")
    quick = re.sub(r"(?m)^(poll_s|readback_s) = .*$", r"\1 = 0.5", text)
    return {"profile": "own", "profile_text": quick}


class DisplayOnSocket(SimPeer[SicpDisplay]):
    family = FAMILY
    extra = polled_often("philips-sicp")
    wishes = {"input": "hdmi2", "volume": 55, "mute": True}
    other = {"input": "dvi", "volume": 7, "mute": False}

    def __init__(self) -> None:
        super().__init__(SicpDisplay(monitor=3))


class SplicerOnSocket(SimPeer[TextSplicer]):
    family = FAMILY
    wishes = {"window.1": "3@0,0,1920,1080", "window.4": "8@100,-50,640,480"}
    other = {"window.1": "2@10,10,100,100", "window.4": ""}
    acts = (Act("save", value=2),)

    def __init__(self) -> None:
        super().__init__(TextSplicer())


class TestMatrixInMemory(DriverSuite):
    def peer(self) -> DriverPeer:
        return MatrixInMemory()


class TestDisplayOnSocket(DriverSuite):
    how = "simulator"

    def peer(self) -> DriverPeer:
        return DisplayOnSocket()


class TestSplicerOnSocket(DriverSuite):
    how = "simulator"

    def peer(self) -> DriverPeer:
        return SplicerOnSocket()
