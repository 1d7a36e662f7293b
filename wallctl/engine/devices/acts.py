"""Momentary acts on devices, typed lines, and trying one out before it is saved."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from wallctl.domain.commands import (
    Answer,
    DeviceAct,
    DeviceAction,
    DeviceAgain,
    DeviceSay,
    DeviceTest,
    Result,
    Step,
)
from wallctl.domain.deciding.devices import the_device
from wallctl.domain.devices.entities import Device
from wallctl.domain.devices.options import OptionKind
from wallctl.domain.devices.points import ActSpec, Value, checked
from wallctl.domain.errors import DeviceError, Invalid, NotAllowed, NotFound
from wallctl.domain.show import Show
from wallctl.engine.devices.actor import OPEN_S, Actor
from wallctl.engine.devices.secrets import OpenSecret, opened, options_of
from wallctl.engine.devices.timing import within
from wallctl.ports.clock import Clock
from wallctl.ports.driver import Act, Family, Means, Opened, State
from wallctl.ports.line import Lines

AT_ONCE = 8  # devices that are tried at one time
MAX_LINE = 1000

Prepared = tuple[str, Callable[[], Awaitable[Answer]]]


class DeviceActs:
    def __init__(
        self,
        *,
        families: Mapping[str, Family],
        lines: Lines,
        clock: Clock,
        show: Callable[[], Show],
        actor: Callable[[str], Actor | None],
        open_secret: OpenSecret,
    ) -> None:
        self._families, self._lines, self._clock = families, lines, clock
        self._show, self._actor, self._open_secret = show, actor, open_secret
        self._tests = asyncio.Semaphore(AT_ONCE)

    def prepared(self, action: DeviceAction) -> Prepared:
        """What goes into the journal, and the act. Raises Refused."""
        match action:
            case DeviceAct():
                return self._act(action)
            case DeviceAgain():
                return self._again(action)
            case DeviceSay():
                return self._say(action)
            case DeviceTest():
                return self._test(action)

    def _reached(self, id: str) -> tuple[Device, Actor]:
        device = the_device(self._show(), id, "device")
        actor = self._actor(id)
        if actor is None:
            raise NotAllowed("device_absent", key="device", reason="device_absent", got=id)
        return device, actor

    def _act(self, action: DeviceAct) -> Prepared:
        device, actor = self._reached(action.device)
        spec = self._spec(device, action)
        if spec.dangerous and not action.confirm:
            raise NotAllowed("needs_confirm", key="confirm", reason="needs_confirm", got="")
        value = action.value
        if spec.argument is not None:
            value = checked(spec.argument, value)
        act = Act(action.act, action.key, value)
        target = "/".join(part for part in (device.id, action.key, action.act) if part)
        detail = f"{target} {value}".strip() if spec.argument is not None else target
        return detail, lambda: self._done(target, lambda: actor.act(act))

    def _spec(self, device: Device, action: DeviceAct) -> ActSpec:
        for spec in self._families[device.driver].card.acts:
            if spec.name == action.act and spec.key in ("", action.key):
                return spec
        raise NotFound(key="act", reason="unknown", got=action.act, entity="act")

    def _again(self, action: DeviceAgain) -> Prepared:
        device, actor = self._reached(action.device)

        async def again() -> Answer:
            actor.again()
            return Answer(Result.DONE, 0, "", "", (), (Step("device", device.id, "asked"),))

        return device.id, again

    def _say(self, action: DeviceSay) -> Prepared:
        device, actor = self._reached(action.device)
        if not self._families[device.driver].card.says_lines:
            raise NotAllowed("no_lines", key="line", reason="no_lines", got="")
        if not action.line or len(action.line) > MAX_LINE:
            raise Invalid(
                key="line", reason="range", got=str(len(action.line)), low=1, high=MAX_LINE
            )
        return f"{device.id} {action.line}", lambda: self._done(
            device.id, lambda: actor.say(action.line)
        )

    async def _done(self, target: str, ask: Callable[[], asyncio.Future[State | str]]) -> Answer:
        begun = self._clock.monotonic()

        def step(state: str, reason: str = "") -> tuple[Step, ...]:
            ms = (self._clock.monotonic() - begun) * 1000
            return (Step("device", target, state, reason, ms),)

        try:
            got = await ask()
        except DeviceError as exc:
            return Answer(Result.FAILED, 0, exc.code, str(exc), (), step("failed", exc.code))
        if isinstance(got, str):
            return Answer(Result.DONE, 0, "", "", (("got", got),), step("done"))
        return Answer(Result.DONE, 0, "sent", "", (), step("sent"))

    def _test(self, action: DeviceTest) -> Prepared:
        family = self._families.get(action.driver)
        if family is None:
            raise NotFound(key="driver", reason="unknown", got=action.driver, entity="driver")
        known = self._show().all(Device).get(action.device)
        secrets: dict[str, str] = {}
        if known is not None and _same_place(family, dict(known.options), action.options):
            secrets = opened(known.secret, self._open_secret)
        secrets.update(opened(action.secret, self._open_secret))
        options = options_of(family.card, dict(action.options), secrets)

        async def test() -> Answer:
            begun = self._clock.monotonic()
            try:
                async with self._tests:
                    found = await self._tried(family, options)
            except DeviceError as exc:
                steps = (Step("device", action.driver, "failed", exc.code),)
                return Answer(Result.FAILED, 0, exc.code, str(exc), (), steps)
            ms = (self._clock.monotonic() - begun) * 1000
            told = [*found.info, *((key, str(value)) for key, value in found.state.items())]
            steps = (Step("device", action.driver, "done", "", ms),)
            return Answer(Result.DONE, 0, "", "", tuple(told[:40]), steps)

        return action.driver, test

    async def _tried(self, family: Family, options: dict[str, Value]) -> Opened:
        connection = family.connect(options, Means(self._lines, self._clock))
        try:
            return await within(self._clock, OPEN_S, connection.open())
        finally:
            await connection.close()


def _same_place(family: Family, known: Mapping[str, Value], given: Mapping[str, Value]) -> bool:
    """Whether a device is tried where it is: its password is told to no other host."""
    where = (OptionKind.HOST, OptionKind.URL)
    return all(
        given.get(one.key, one.default) == known.get(one.key, one.default)
        for one in family.card.options
        if one.kind in where
    )
