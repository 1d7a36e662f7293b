"""A command as JSON, checked: one body model for each kind, made from the domain's commands."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, create_model
from pydantic_core import from_json

from wallctl.domain.address import redact
from wallctl.domain.commands import KINDS, Action, Command

MAX_WHOLE = 2**31 - 1  # no pixel, second or revision is beyond this
MAX_TEXT = 65_536
_ADDRESSES = frozenset({"main", "sub"})
_PASSWORDS = frozenset({"old", "password"})  # taken as they were typed; sealed at the edge
_OPTION_PASSWORD = re.compile(r"(pwd|passwd|password|passphrase)\s*=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the body something is wrong, and what; never what was given there."""

    at: str
    reason: str

    def __str__(self) -> str:
        return f"{self.at}: {self.reason}" if self.at else self.reason


class BadBody(Exception):
    """The body is no command; `places` says where and why."""

    def __init__(self, *places: Place) -> None:
        self.places = places
        super().__init__("; ".join(map(str, places)))


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    id: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[!-~]+$")]
    expect: Annotated[int | None, Field(ge=0, le=MAX_WHOLE)] = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A command that is well formed; whether the show allows it is for the engine to say."""

    id: str
    kind: str
    command: Command | Action
    expect: int | None


@cache
def _model(kind: str, args: type[Any]) -> type[_Body]:
    name = "".join(part.capitalize() for part in kind.split(".")) + "Body"
    needed = any(f.default is f.default_factory for f in args.__dataclass_fields__.values())
    fields: dict[str, Any] = {
        "kind": (Literal[kind], ...),
        "args": (args, ...) if needed else (args, args()),
    }
    model: type[_Body] = create_model(name, __base__=_Body, **fields)
    return model


class Bodies:
    """The models of all kinds, for checking and for the OpenAPI document."""

    def __init__(self, kinds: Mapping[str, type[Any]] = KINDS) -> None:
        self._models = {k: _model(k, args) for k, args in kinds.items()}  # type: ignore[arg-type]  # a type is hashable

    def read(self, raw: bytes) -> Asked:
        """The command in a request's body. Raises BadBody."""
        try:
            data = from_json(raw, allow_inf_nan=False)
        except ValueError as exc:
            raise BadBody(Place("", f"not JSON: {exc}")) from None
        if not isinstance(data, dict):
            raise BadBody(Place("", "not an object"))
        kind = data.get("kind")
        model = self._models.get(kind) if isinstance(kind, str) else None
        if model is None:
            reason = "missing" if kind is None else "no such kind; see /api/v1/openapi.json"
            raise BadBody(Place("kind", reason))
        wild = list(_wild(data))
        if wild:
            raise BadBody(*wild[:8])
        data = {key: _told(value) for key, value in data.items()}
        try:
            body: Any = model.model_validate(data)
        except ValidationError as exc:
            raise BadBody(*_places(exc)) from None
        return Asked(body.id, str(kind), body.args, body.expect)

    def schema(self, ref: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """The schema of all bodies as a union told apart by `kind`, and the definitions that
        it refers to. `ref` is the template of a reference, with {model}."""
        union: Any = Annotated[reduce(or_, self._models.values()), Field(discriminator="kind")]
        adapter: TypeAdapter[Any] = TypeAdapter(union)
        whole = adapter.json_schema(ref_template=ref)
        defs = whole.pop("$defs", {})
        return whole, defs


def _wild(value: Any, at: str = "") -> list[Place]:
    """Numbers and texts that no command means, wherever they stand."""
    found: list[Place] = []
    match value:
        case dict():
            for key, inner in value.items():
                found += _wild(inner, f"{at}.{key}" if at else str(key))
        case list():
            for number, inner in enumerate(value):
                found += _wild(inner, f"{at}.{number}")
        case bool() | None:
            pass
        case int() | float():
            if not math.isfinite(value) or abs(value) > MAX_WHOLE:
                found.append(Place(_short(at), f"beyond {MAX_WHOLE}"))
        case str():
            if len(value) > MAX_TEXT:
                found.append(Place(_short(at), f"longer than {MAX_TEXT} characters"))
            elif "\0" in value:
                found.append(Place(_short(at), "holds a NUL character"))
            elif at.endswith("options.vlc") and _OPTION_PASSWORD.search(value):
                reason = "give the password within the address; it is sealed there"
                found.append(Place(_short(at), reason))
    return found


def _told(value: Any, name: str = "") -> Any:
    """The value with no password in any text but the addresses, where the sealer finds it: one
    that was typed into a name or an id would be shown to everyone."""
    match value:
        case dict() if name != "secrets":
            return {key: _told(inner, str(key)) for key, inner in value.items()}
        case list():
            return [_told(inner) for inner in value]
        case str() if "://" in value and name not in _ADDRESSES | _PASSWORDS:
            return redact(value)
        case _:
            return value


def _short(at: str) -> str:
    return at if len(at) <= 200 else at[:200] + "..."


def _places(exc: ValidationError) -> list[Place]:
    errors = exc.errors(include_url=False, include_context=False, include_input=False)
    return [Place(_short(".".join(map(str, e["loc"]))), e["msg"]) for e in errors[:8]]
