"""What the devices of the show know of others: a platform's cameras become proposals."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from wallctl.domain.devices.entities import Device
from wallctl.domain.errors import DeviceError, Invalid
from wallctl.domain.observed import Proposal
from wallctl.domain.show import Show
from wallctl.engine.devices.secrets import OpenSecret, options_of_device
from wallctl.engine.devices.timing import within
from wallctl.ports.clock import Clock
from wallctl.ports.discovery import Discovery, Findings
from wallctl.ports.driver import Family, Means
from wallctl.ports.line import Lines

log = logging.getLogger(__name__)

LEAST_S = 5.0  # for a platform with thousands of cameras, however short the search


class DeviceSearch:
    """The Discovery port: asks each enabled device whose family can find."""

    def __init__(
        self,
        *,
        families: Mapping[str, Family],
        lines: Lines,
        clock: Clock,
        show: Callable[[], Show],
        open_secret: OpenSecret,
    ) -> None:
        self._families, self._clock, self._show = families, clock, show
        self._means = Means(lines, clock)
        self._open_secret = open_secret

    @property
    def can(self) -> bool:
        """Whether any family can find at all."""
        return any(one.find is not None for one in self._families.values())

    async def find(self, seconds: float) -> Findings:
        devices = [
            one
            for one in self._show().all(Device).values()
            if one.enabled and (family := self._families.get(one.driver)) and family.find
        ]
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._asked(one, seconds)) for one in devices]
        return merged(*(task.result() for task in tasks))

    async def _asked(self, device: Device, seconds: float) -> Findings:
        family = self._families[device.driver]
        assert family.find is not None
        try:
            options = options_of_device(family.card, device, self._open_secret)
            work = _given(family.find(options, self._means))
            return Findings(await within(self._clock, max(seconds, LEAST_S), work))
        except (DeviceError, Invalid) as exc:
            return Findings((), ((device.id, exc.code),))
        except Exception:
            log.exception("the driver %s failed here", device.driver)
            return Findings((), ((device.id, "internal"),))


class Together:
    """Several ways of finding at once."""

    def __init__(self, *ways: Discovery) -> None:
        self._ways = ways

    async def find(self, seconds: float) -> Findings:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_safe(one, seconds)) for one in self._ways]
        return merged(*(task.result() for task in tasks))


def all_ways(discovery: Discovery | None, search: DeviceSearch) -> Discovery | None:
    """All ways there are; None where there is none."""
    if not search.can:
        return discovery
    return Together(search) if discovery is None else Together(discovery, search)


def merged(*found: Findings) -> Findings:
    return Findings(
        tuple({one.id: one for some in found for one in some.proposals}.values()),
        tuple(row for some in found for row in some.failed),
    )


async def _safe(way: Discovery, seconds: float) -> Findings:
    """One way without a network takes nothing from the others."""
    try:
        return await way.find(seconds)
    except OSError as exc:
        log.warning("nothing can be looked for on the network: %s", exc)
        return Findings((), (("network", "no_network"),))


async def _given(work: Awaitable[tuple[Proposal, ...]]) -> tuple[Proposal, ...]:
    return await work
