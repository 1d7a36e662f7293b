"""A search proposes; it never takes anything in, and a flood of answers fills no screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from wallctl.domain.commands import Answer, Result, SourceFind
from wallctl.domain.errors import Refused
from wallctl.domain.observed import Proposal
from wallctl.engine.finding import MOST, Finder
from wallctl.ports.discovery import Findings
from wallctl.testing.clock import VirtualClock

Act = Callable[[], "asyncio.Future[Answer]"]


def proposal(n: int = 1) -> Proposal:
    return Proposal(f"onvif-{n}", "onvif", f"相机 {n}", f"http://10.0.0.{n}/onvif")


class Net:
    """The Discovery port, as a test says."""

    def __init__(self, *found: Proposal, failed: tuple[tuple[str, str], ...] = ()) -> None:
        self.findings = Findings(found, failed)
        self.trouble: OSError | None = None
        self.hold: asyncio.Event | None = None

    async def find(self, seconds: float) -> Findings:
        if self.trouble is not None:
            raise self.trouble
        if self.hold is not None:
            await self.hold.wait()
        return self.findings


class Made:
    def __init__(self, net: Net | None) -> None:
        self.clock = VirtualClock()
        self.told: list[tuple[Proposal, ...]] = []
        self.finder = Finder(discovery=net, told=self.told.append, clock=self.clock)

    async def find(self, seconds: float = 2.0) -> Answer:
        _, act = self.finder.prepared(SourceFind(seconds))
        return await act()


async def test_what_is_found_is_proposed_with_its_time() -> None:
    made = Made(Net(proposal(2), proposal(1)))
    answer = await made.find()
    assert (answer.result, answer.fields) == (Result.DONE, (("count", "2"),))
    assert [one.id for one in made.told[0]] == ["onvif-1", "onvif-2"]
    assert {one.at for one in made.told[0]} == {made.clock.now()}


async def test_one_way_that_fails_makes_it_part() -> None:
    made = Made(Net(proposal(), failed=(("rtsp", "no_network"),)))
    answer = await made.find()
    assert (answer.result, answer.steps[0].target) == (Result.PART, "rtsp")
    assert len(made.told[0]) == 1


@pytest.mark.parametrize(
    ("net", "code"),
    [
        (None, "no_discovery"),
        (Net(failed=(("onvif", "no_network"), ("rtsp", "no_network"))), "no_network"),
    ],
)
async def test_no_network_to_ask_on(net: Net | None, code: str) -> None:
    answer = await Made(net).find()
    assert (answer.result, answer.code) == (Result.FAILED, code)


async def test_a_network_that_breaks_leaves_the_last_proposals() -> None:
    net = Net(proposal())
    made = Made(net)
    await made.find()
    net.trouble = OSError("network is unreachable")
    assert (await made.find()).code == "no_network"
    assert len(made.told) == 1
    net.trouble = None
    assert (await made.find()).result is Result.DONE


async def test_a_second_search_at_the_same_time_is_told_so() -> None:
    net = Net(proposal())
    net.hold = asyncio.Event()
    made = Made(net)
    first = asyncio.ensure_future(made.find())
    await asyncio.sleep(0)
    assert (await made.find()).code == "busy"
    net.hold.set()
    assert (await first).result is Result.DONE


async def test_a_flood_is_cut() -> None:
    made = Made(Net(*(proposal(n) for n in range(3 * MOST))))
    await made.find()
    assert len(made.told[0]) == MOST


@pytest.mark.parametrize("seconds", [0, 31, float("nan")])
def test_seconds_out_of_range(seconds: float) -> None:
    with pytest.raises(Refused):
        Made(None).finder.prepared(SourceFind(seconds))
