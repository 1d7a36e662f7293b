"""All devices of a room: an actor for each that the show names, and what is asked of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from wallctl.domain.commands import (
    Answer,
    Command,
    DeviceAction,
    DeviceAdd,
    DeviceSet,
    DeviceSetMany,
    DeviceUpdate,
    DeviceWish,
)
from wallctl.domain.deciding.devices import the_device
from wallctl.domain.devices.entities import Desired, Device, desired_id
from wallctl.domain.devices.observed import Availability, DeviceState, Exchange
from wallctl.domain.devices.points import Point, Policy, Value, checked
from wallctl.domain.errors import Invalid, NotAllowed, NotFound
from wallctl.domain.show import Show
from wallctl.engine.devices.actor import Actor
from wallctl.engine.devices.acts import DeviceActs
from wallctl.engine.devices.answers import WAIT_S, Waits
from wallctl.engine.devices.reconcile import Wish
from wallctl.engine.devices.secrets import OpenSecret, opened, options_of, options_of_device
from wallctl.ports.clock import Clock
from wallctl.ports.driver import Family
from wallctl.ports.line import Lines

FRESH_S = 60.0
"""A wish older than this, when its actor begins, counts as brought about: what differs then was
changed by somebody, and is not fought."""


class Devices:
    """Follows the show: `look()` after each change of it."""

    def __init__(
        self,
        *,
        families: Mapping[str, Family],
        lines: Lines,
        clock: Clock,
        show: Callable[[], Show],
        told: Callable[[str, DeviceState | None], None],
        open_secret: OpenSecret,
    ) -> None:
        self.families = families
        self._lines, self._clock, self._show, self._told = lines, clock, show, told
        self._open_secret = open_secret
        self._actors: dict[str, tuple[Device, Actor]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._states: dict[str, DeviceState] = {}
        self._seen: tuple[object, object] = (None, None)
        self._group: asyncio.TaskGroup | None = None
        self._waits = Waits(clock, self._live, self._wished)
        self._acts = DeviceActs(
            families=families,
            lines=lines,
            clock=clock,
            show=show,
            actor=self.actor,
            open_secret=open_secret,
        )

    async def run(self) -> None:
        """Until cancelled; then every device is let go."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            self.look()
            try:
                await asyncio.Event().wait()
            finally:
                self._group = None

    def look(self) -> None:
        """The show may have changed: actors come and go with their devices, wishes are told."""
        show = self._show()
        devices, wishes = show.all(Device), show.all(Desired)
        if self._group is None or self._seen == (devices, wishes):
            return
        wished = self._seen[1] is not wishes
        for id in tuple(self._tasks.keys() | self._states.keys()):
            known = self._actors.get(id)
            if devices.get(id) is None or (known is not None and known[0] != devices[id]):
                self._end(id, gone=devices.get(id) is None)
        table = _by_device(wishes.values()) if wished or self._seen[0] is not devices else {}
        for device in devices.values():
            if device.id not in self._tasks:
                self._begin(device, self._group, table.get(device.id, {}))
            elif wished:
                self._actors[device.id][1].want(table.get(device.id, {}))
        self._seen = (devices, wishes)

    def actor(self, device: str) -> Actor | None:
        known = self._actors.get(device)
        return known[1] if known is not None else None

    def exchanges(self, device: str) -> tuple[Exchange, ...]:
        """The last words with a device, oldest first."""
        actor = self.actor(device)
        return tuple(actor.exchanges) if actor is not None else ()

    def state(self, device: str) -> DeviceState | None:
        """As it was last told."""
        return self._states.get(device)

    def _live(self, device: str) -> DeviceState | None:
        """As it is this moment: a wish just told counts already."""
        actor = self.actor(device)
        return actor.state if actor is not None else self._states.get(device)

    def _wished(self, device: str, key: str) -> Value | None:
        wish = self._show().get(Desired, desired_id(device, key))
        return wish.value if wish is not None else None

    # -- what is asked ------------------------------------------------------------------------

    def completed(self, what: Command) -> Command:
        """The command with its values as the points have them. Raises Refused."""
        match what:
            case DeviceSet():
                return self._set(what, "")
            case DeviceSetMany() | DeviceWish():
                return replace(
                    what,
                    sets=tuple(self._set(one, f"sets.{n}.") for n, one in enumerate(what.sets)),
                )
            case DeviceAdd():
                self._check(what.driver, what.options, what.secret)
            case DeviceUpdate():
                before = the_device(self._show(), what.id)
                options = dict(before.options) if what.options is None else what.options
                secret = before.secret if what.secret is None else what.secret
                self._check(before.driver, options, secret)
            case _:
                pass
        return what

    async def answer(self, what: DeviceSet | DeviceSetMany, seconds: float = WAIT_S) -> Answer:
        """What came of it, at most so many seconds later."""
        sets = what.sets if isinstance(what, DeviceSetMany) else (what,)
        return await self._waits.answer(sets, seconds)

    def prepared(self, action: DeviceAction) -> tuple[str, Callable[[], Any]]:
        """What goes into the journal, and the act itself. Raises Refused."""
        return self._acts.prepared(action)

    def _check(self, driver: str, options: Mapping[str, Any], secret: str) -> None:
        family = self.families.get(driver)
        if family is None:
            raise NotFound(key="driver", reason="unknown", got=driver, entity="driver")
        values = options_of(family.card, dict(options), opened(secret, self._open_secret))
        try:
            family.points(values)
        except (ValueError, KeyError, TypeError) as exc:
            raise Invalid(key="options", reason="not_usable", got=type(exc).__name__) from None

    def _set(self, what: DeviceSet, at: str) -> DeviceSet:
        device = the_device(self._show(), what.device, f"{at}device")
        point = self._point(device, what.key, f"{at}key")
        policy = dict(device.policies).get(point.key, point.policy)
        if not point.settable or policy is Policy.OBSERVE:
            raise NotAllowed("observed_only", key=f"{at}key", reason="observed_only", got=what.key)
        if point.dangerous and not what.confirm:
            raise NotAllowed("needs_confirm", key=f"{at}confirm", reason="needs_confirm", got="")
        if point.dangerous and not self._there(device.id):
            raise NotAllowed("device_lost", key=f"{at}device", reason="device_lost", got=device.id)
        value = checked(point, what.value, f"{at}value")
        return DeviceSet(what.device, what.key, value, what.confirm)

    def _there(self, device: str) -> bool:
        state = self._states.get(device)
        return state is not None and state.availability is Availability.ONLINE

    def _point(self, device: Device, key: str, at: str) -> Point:
        actor = self.actor(device.id)
        point = actor.point(key) if actor is not None else None
        if point is None:
            raise NotFound(key=at, reason="unknown", got=key, entity="point")
        return point

    # -- actors -------------------------------------------------------------------------------

    def _begin(self, device: Device, group: asyncio.TaskGroup, wishes: Mapping[str, Wish]) -> None:
        family = self.families.get(device.driver)
        if not device.enabled or family is None:
            what = Availability.ABSENT if not device.enabled else Availability.OFFLINE
            why = "" if family is not None else "no_driver"
            self._say(device.id, DeviceState(device.id, what, why, since=self._clock.now()))
            return
        try:
            options = options_of_device(family.card, device, self._open_secret)
        except Invalid as exc:
            offline = Availability.OFFLINE
            now = self._clock.now()
            self._say(device.id, DeviceState(device.id, offline, "bad_options", str(exc), now))
            return
        actor = Actor(
            device=device.id,
            family=family,
            options=options,
            policies=dict(device.policies),
            lines=self._lines,
            clock=self._clock,
            told=lambda state: self._say(device.id, state),
        )
        old = self._clock.now() - FRESH_S
        actor.want(wishes, stale=frozenset(k for k, w in wishes.items() if w.at < old))
        self._actors[device.id] = (device, actor)
        self._tasks[device.id] = group.create_task(actor.run(), name=f"device {device.id}")

    def _end(self, id: str, *, gone: bool) -> None:
        task = self._tasks.pop(id, None)
        if task is not None:
            task.cancel()
        self._actors.pop(id, None)
        self._states.pop(id, None)
        if gone:
            self._told(id, None)

    def _say(self, id: str, state: DeviceState) -> None:
        self._states[id] = state
        self._told(id, state)
        self._waits.moved(id)


def _by_device(wishes: Iterable[Desired]) -> dict[str, dict[str, Wish]]:
    table: dict[str, dict[str, Wish]] = {}
    for one in wishes:
        table.setdefault(one.device, {})[one.key] = Wish(one.value, one.by, one.at)
    return table
