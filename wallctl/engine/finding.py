"""Devices found on the network become proposals, for a person to take in or to leave."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from wallctl.domain.commands import Answer, Result, SourceFind, Step
from wallctl.domain.deciding.checks import check_number
from wallctl.domain.observed import Proposal
from wallctl.ports.clock import Clock
from wallctl.ports.discovery import Discovery

log = logging.getLogger(__name__)

MOST = 500  # proposals; whoever floods the network with answers fills no screen
GRACE_S = 5.0


class Finder:
    """One search at a time; its proposals replace those of the search before."""

    def __init__(
        self,
        *,
        discovery: Discovery | None,
        told: Callable[[tuple[Proposal, ...]], None],
        clock: Clock,
    ) -> None:
        self._discovery, self._told, self._clock = discovery, told, clock
        self._searching = False

    def prepared(self, action: SourceFind) -> tuple[str, Callable[[], Awaitable[Answer]]]:
        """What goes into the journal, and the act itself. Raises Refused."""
        check_number("seconds", action.seconds, 0.5, 30)

        async def find() -> Answer:
            if self._discovery is None:
                return _failed("no_discovery")
            if self._searching:
                return _failed("busy")
            self._searching = True
            try:
                async with asyncio.timeout(action.seconds + GRACE_S):
                    found = await self._discovery.find(action.seconds)
            except TimeoutError:
                return _failed("timed_out")
            except OSError as exc:
                log.warning("nothing can be looked for on the network: %s", exc)
                return _failed("no_network")
            finally:
                self._searching = False
            at = self._clock.now()
            kept = sorted(found.proposals, key=lambda p: (p.address, p.id))[:MOST]
            self._told(tuple(replace(one, at=at) for one in kept))
            steps = tuple(Step("find", way, "failed", why) for way, why in found.failed)
            fields = (("count", str(len(kept))),)
            if steps and not kept:
                return Answer(Result.FAILED, 0, _why(steps), "", fields, steps)
            result = Result.PART if steps else Result.DONE
            return Answer(result, 0, _why(steps), "", fields, steps)

        return f"{action.seconds:g} s", find


def _why(steps: tuple[Step, ...]) -> str:
    """Of several reasons the network's, which is everybody's."""
    reasons = [step.reason for step in steps]
    return "no_network" if "no_network" in reasons else next(iter(reasons), "")


def _failed(code: str) -> Answer:
    return Answer(Result.FAILED, 0, code, "", (), (Step("find", "network", "failed", code),))
