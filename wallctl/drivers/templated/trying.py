"""A profile is tried out before it is used: every command is made once, with the values it may
have to carry, so that what is wrong in it is found where it stands. Pure."""

from __future__ import annotations

from functools import partial

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import BOOLEAN, Capability, Value
from wallctl.domain.devices.windows import CLOSED
from wallctl.domain.errors import Invalid
from wallctl.drivers.templated.profile import Profile, parsed, text_of, tried, wrong
from wallctl.drivers.templated.protocol import Bound, Protocol
from wallctl.drivers.templated.state import worded

At = tuple[int | str, ...]


def protocol_of(options: Options) -> Protocol:
    """Raises Invalid: key, line (from 1), at, reason, why."""
    text = text_of(options)
    _reachable(parsed(text), options)
    made = Protocol(parsed(text), options, text)
    try_out(made, text)
    return made


def _reachable(profile: Profile, options: Options) -> None:
    kinds = profile.line.kinds
    if options["line"] not in kinds:
        told = ", ".join(kinds)
        raise Invalid(key="options.line", reason="choice", got=str(options["line"]), choices=told)
    if options["line"] != "serial" and not str(options["host"]):
        raise Invalid(key="options.host", reason="empty", got="")


def try_out(protocol: Protocol, text: str) -> None:
    """Raises Invalid: key, line (from 1), at, reason and why."""
    last = {one.place.index: one for one in protocol.bound}
    for one in protocol.bound:
        if one.place.n <= 1 or last[one.place.index] is one:  # those between are like these
            _point(protocol, one, text)
    profile = protocol.profile
    for n, act in enumerate(profile.acts):
        tried(text, ("acts", n, "send"), partial(protocol.act, act.name, act.low))
    for n, step in enumerate(profile.start):
        tried(text, ("start", n, "send"), partial(protocol.command, step.send))
        tried(text, ("start", n, "reply"), partial(protocol.matches, step.reply, ""))
    if profile.login is not None:
        tried(text, ("login", "send"), partial(protocol.sign_in, profile.login.send))
        for name, patterns in (("ok", profile.login.ok), ("bad", profile.login.bad)):
            for one_of in patterns:
                tried(text, ("login", name), partial(protocol.matches, one_of, ""))
    if profile.identify is not None:
        tried(text, ("identify", "query"), partial(protocol.command, profile.identify.query))
        tried(text, ("identify", "reply"), partial(protocol.matches, profile.identify.reply, ""))


def _point(protocol: Protocol, one: Bound, text: str) -> None:
    at: At = ("points", one.place.index)
    n = {"n": one.place.n}
    if one.query:
        tried(text, (*at, "query"), partial(protocol.command, one.query, n))
        if not one.reply:
            raise wrong(text, (*at, "query"), "a query needs a reply")
    if not one.set:
        return
    samples = _samples(one)
    if not samples:
        raise wrong(text, (*at, "set"), "the values it may have are not given")
    if one.point.capability in BOOLEAN and not {"true", "false"} <= set(one.place.spec.values):
        raise wrong(text, (*at, "values"), "values needs the words for true and false")
    for sample in samples:
        values = tried(text, (*at, "values"), partial(worded, one.place, sample))
        command = one.set if values else one.place.spec.clear
        tried(text, (*at, "set"), partial(protocol.command, command, {**values, **n}))


def _samples(one: Bound) -> list[Value]:
    point = one.point
    if point.capability in BOOLEAN:
        return [True, False]
    if point.capability is Capability.WINDOW:
        return ["1@0,0,100,100", *([CLOSED] if one.place.spec.clear else [])]
    edges = [int(edge) for edge in (point.low, point.high) if edge is not None]
    return [*(choice.value for choice in point.choices), *edges]
