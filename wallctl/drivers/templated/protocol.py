"""Commands into bytes and answers into values, by a profile. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import Capability, Point, Value
from wallctl.domain.devices.windows import CLOSED
from wallctl.domain.errors import AuthFailed, DeviceError, Rejected
from wallctl.drivers.templated.checks import Check
from wallctl.drivers.templated.patterns import Pattern, pattern_of, template_of
from wallctl.drivers.templated.profile import ActsSpec, Profile, tried
from wallctl.drivers.templated.state import Place, places, understood, worded
from wallctl.transport.lines.framing import Delimited, Fixed, Framer, Sized, SizeField, Whole

T = TypeVar("T")

WINDOW = frozenset({"source", "x", "y", "w", "h"})

_ESCAPES = {"\\r": "\r", "\\n": "\n", "\\t": "\t", "\\e": "\x1b", "\\\\": "\\"}


@dataclass(frozen=True, slots=True)
class Bound:
    """A point with its commands and patterns made ready."""

    place: Place
    set: str
    done: tuple[Pattern, ...]
    query: str
    reply: tuple[Pattern, ...]
    told: tuple[Pattern, ...]
    item: tuple[Pattern, ...]
    closed: tuple[Pattern, ...]

    @property
    def point(self) -> Point:
        return self.place.point


class Protocol:
    """Raises Invalid, naming the line, where the profile cannot be."""

    def __init__(self, profile: Profile, options: Options, text: str = "") -> None:
        self.profile = profile
        self._text = text
        self._fixed: dict[str, object] = {"address": int(options.get("address", 1))}
        self._secrets = {
            "user": str(options.get("user", "")),
            "password": str(options.get("password", "")),
        }
        frame = profile.frame
        self._check = self._tried(
            ("frame", "check"),
            lambda: Check(frame.check, frame.check_from, frame.check_seed, frame.check_little),
        )
        self._end = self._tried(("line", "end"), lambda: self._raw(profile.line.end))
        self._tried(("frame",), self.framer)
        self.bound = tuple(self._bind(place) for place in places(profile, options, text))
        self._by_spec: list[dict[int, Bound]] = [{} for _ in profile.points]
        for one in self.bound:
            self._by_spec[one.place.index][one.place.n] = one
        self._by_spec = [numbered for numbered in self._by_spec if numbered]
        self._by_key = {one.point.key: one for one in self.bound}
        self._refusals = tuple(
            (self._patterns(one.match, ("errors", n, "match"), {"code"}), one)
            for n, one in enumerate(profile.errors)
        )
        self._acts: dict[str, tuple[ActsSpec, tuple[Pattern, ...]]] = {
            one.name: (one, self._patterns(one.done, ("acts", n, "done"), {"value"}))
            for n, one in enumerate(profile.acts)
        }

    # -- out ----------------------------------------------------------------------------------

    def setting(self, key: str, value: Value) -> tuple[bytes, Bound]:
        """Raises Rejected where the device knows no such point or value."""
        bound = self._by_key.get(key)
        if bound is None or not bound.set:
            raise Rejected("unsupported", key=key)
        try:
            values = worded(bound.place, value)
            text = bound.set if values else bound.place.spec.clear
            return self.command(text, {**values, "n": bound.place.n}), bound
        except ValueError:
            raise Rejected("unsupported", key=key, value=value) from None

    def act(self, name: str, value: Value) -> tuple[bytes, tuple[Pattern, ...]]:
        """Raises Rejected."""
        found = self._acts.get(name)
        if found is None:
            raise Rejected("unsupported", act=name)
        spec, done = found
        number = 0
        if "{value" in spec.send:
            try:
                number = int(value)
            except (TypeError, ValueError):
                number = spec.low - 1
            if not spec.low <= number <= spec.high:
                raise Rejected("range", act=name, low=spec.low, high=spec.high)
        return self.command(spec.send, {"value": number}), done

    def command(self, text: str, values: Mapping[str, object] | None = None) -> bytes:
        """The bytes of a template: with check sum and end. Raises ValueError."""
        known = {**self._fixed, **(values or {})}
        filled = template_of(text, frozenset(known)).fill(known)
        return self._check.added(self._raw(filled)) + self._end

    def sign_in(self, text: str) -> bytes:
        return self.command(text, self._secrets)

    def typed(self, line: str) -> bytes:
        """What somebody typed: text with \\r, \\n, \\t, \\e, \\xNN; bytes in hex where the profile
        is of bytes or after "hex:". Raises Rejected."""
        try:
            if line.lower().startswith("hex:"):
                return bytes.fromhex(line[4:])
            if self.profile.line.hex:
                return self._check.added(bytes.fromhex(line)) + self._end
            return self._raw(_unescaped(line)) + self._end
        except ValueError:
            raise Rejected("unreadable", line=line) from None

    # -- in -----------------------------------------------------------------------------------

    def framer(self) -> Framer:
        frame = self.profile.frame
        match frame.by:
            case "size":
                size = SizeField(
                    frame.size_at, frame.size_width, frame.size_extra, frame.size_little
                )
                return Sized(size, self._raw(frame.head))
            case "length":
                return Fixed(frame.length)
            case "datagram":
                return Whole()
            case "end":
                ends, prompts = map(self._raw, frame.ends), map(self._raw, frame.prompts)
                return Delimited(*ends, prompts=tuple(prompts))

    def message(self, raw: bytes) -> str:
        """A message as patterns read it. Raises Garbled on a wrong check sum."""
        body = self._check.cut(raw)
        if self.profile.line.hex:
            return body.hex(" ").upper()
        return body.decode(self.profile.line.encoding, "replace").strip("\x00 \r\n")

    def shown(self, raw: bytes) -> str:
        """Bytes for people, without the password."""
        text = raw.hex(" ").upper() if self.profile.line.hex else _visible(raw, self.profile)
        password = self._secrets["password"]
        return text.replace(password, "***") if password else text

    def refusal(self, message: str) -> DeviceError | None:
        for patterns, spec in self._refusals:
            if self.done(patterns, message):
                return AuthFailed() if spec.auth else Rejected(spec.reason, said=message)
        return None

    def proved(self, bound: Bound, message: str) -> dict[str, Value] | None:
        """What an acknowledgement of this point shows; None where it is none."""
        return self._found(bound, bound.done, message)

    def answered(self, asked: Iterable[Bound], message: str) -> dict[str, Value] | None:
        """What an answer to a question for these points shows; None where it is none."""
        state: dict[str, Value] = {}
        hit = False
        for bound in asked:
            found = self._found(bound, bound.reply, message)
            hit = hit or found is not None
            state.update(found or {})
        return state if hit else None

    def told(self, message: str) -> dict[str, Value]:
        """What a message shows that came by itself; {} where nothing that we know."""
        state: dict[str, Value] = {}
        for numbered in self._by_spec:  # each pattern is read once for all its points
            first = next(iter(numbered.values()))
            for pattern in (*first.closed, *first.told):
                found = self._read(pattern, message)
                if found is None:
                    continue
                n = found.get("n")
                named = numbered.values() if n is None else (numbered.get(int(str(n))),)
                for bound in named:
                    if bound is not None:
                        state.update(self._shown(bound, pattern, found))
                break
        return state

    def matches(self, pattern: str, message: str) -> Mapping[str, object] | None:
        """Raises ValueError where the pattern is none."""
        names = frozenset({"model", "version", "user", "code", *self._fixed})
        made = pattern_of(pattern, names, hexadecimal=self.profile.line.hex)
        return self._read(made, message)

    def done(self, patterns: tuple[Pattern, ...], message: str) -> bool:
        return any(self._read(one, message) is not None for one in patterns)

    def questions(self) -> tuple[tuple[bytes, tuple[Bound, ...]], ...]:
        """What is to be asked for the whole state; one question may be for many points."""
        asked: dict[bytes, list[Bound]] = {}
        for one in self.bound:
            if one.query:
                asked.setdefault(self.command(one.query, {"n": one.place.n}), []).append(one)
        return tuple((question, tuple(bounds)) for question, bounds in asked.items())

    # -- within -------------------------------------------------------------------------------

    def _found(
        self, bound: Bound, patterns: tuple[Pattern, ...], message: str
    ) -> dict[str, Value] | None:
        for pattern in (*bound.closed, *patterns):
            found = self._read(pattern, message)
            if found is not None and found.get("n", bound.place.n) == bound.place.n:
                return self._shown(bound, pattern, found)
        return None

    def _shown(
        self, bound: Bound, pattern: Pattern, found: Mapping[str, object]
    ) -> dict[str, Value]:
        if pattern in bound.closed:
            return {bound.point.key: CLOSED}
        if "list" in found:
            found = {"value": self._item(bound, str(found["list"]))}
        value = understood(bound.place, found)
        return {} if value is None else {bound.point.key: value}

    def _item(self, bound: Bound, listed: str) -> object:
        parts = listed.split(bound.place.spec.split) if bound.place.spec.split else [listed]
        at = max(0, bound.place.n - 1)
        if at >= len(parts):
            return None
        for pattern in bound.item:
            if (found := pattern.read(parts[at].strip())) is not None:
                return found.get("value")
        return None if bound.item else parts[at].strip()

    def _read(self, pattern: Pattern, message: str) -> Mapping[str, object] | None:
        found = pattern.read(message)
        if found is None or found.get("address", self._fixed["address"]) != self._fixed["address"]:
            return None
        return found

    def _raw(self, text: str) -> bytes:
        """Raises ValueError."""
        if self.profile.line.hex:
            return bytes.fromhex(text)
        return text.encode(self.profile.line.encoding)

    def _bind(self, place: Place) -> Bound:
        spec, at = place.spec, ("points", place.index)
        names = {"value", "n", "list"}
        if spec.capability is Capability.WINDOW:
            names |= WINDOW
        return Bound(
            place,
            spec.set,
            self._patterns(spec.done, (*at, "done"), names),
            spec.query,
            self._patterns(spec.reply, (*at, "reply"), names),
            self._patterns(spec.told, (*at, "told"), names),
            self._patterns(spec.item, (*at, "item"), {"value"}, bare=True),
            self._patterns(spec.closed, (*at, "closed"), {"n"}),
        )

    def _patterns(
        self,
        texts: tuple[str, ...],
        at: tuple[int | str, ...],
        names: set[str],
        *,
        bare: bool = False,
    ) -> tuple[Pattern, ...]:
        return tuple(self._pattern(one, at, frozenset(names), bare=bare) for one in texts)

    def _pattern(
        self, text: str, at: tuple[int | str, ...], names: frozenset[str], *, bare: bool = False
    ) -> Pattern:
        known = names if bare else names | {"address"}
        return self._tried(at, lambda: pattern_of(text, known, hexadecimal=self.profile.line.hex))

    def _tried(self, at: tuple[int | str, ...], what: Callable[[], T]) -> T:
        return tried(self._text, at, what)


def _unescaped(text: str) -> str:
    made, rest = [], text
    while rest:
        if rest[:2] in _ESCAPES:
            made.append(_ESCAPES[rest[:2]])
            rest = rest[2:]
        elif rest[:2] == "\\x" and len(rest) >= 4:
            made.append(chr(int(rest[2:4], 16)))
            rest = rest[4:]
        else:
            made.append(rest[0])
            rest = rest[1:]
    return "".join(made)


def _visible(raw: bytes, profile: Profile) -> str:
    text = raw.decode(profile.line.encoding, "replace")
    return "".join(
        char if char.isprintable() else "".join(f"\\x{b:02x}" for b in char.encode())
        for char in text.replace("\r", "\\r").replace("\n", "\\n")
    )
