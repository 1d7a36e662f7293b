"""Errors by blame. A stable code and fields; words in both languages are made at the edge."""

from __future__ import annotations

from collections.abc import Mapping


class WallctlError(Exception):
    """Root of all our errors. `code` is stable; `fields` names the place and the values."""

    code = "internal"

    def __init__(self, code: str = "", /, **fields: object) -> None:
        self.code = code or self.code
        self.fields: Mapping[str, object] = fields
        super().__init__(self.code, fields)

    def __str__(self) -> str:
        told = ", ".join(f"{k}={v}" for k, v in self.fields.items())
        return f"{self.code}: {told}" if told else self.code


class Refused(WallctlError):
    """The asker is wrong; nothing was changed."""

    code = "refused"


class NotFound(Refused):
    code = "not_found"


class NotAllowed(Refused):
    code = "not_allowed"


class Invalid(Refused):
    """A value is wrong; fields: key, reason (stable words), got."""

    code = "invalid"


class Conflict(Refused):
    """The show moved on, or an undo would trample someone; fields may name `by` and `at`."""

    code = "conflict"


class DeviceError(WallctlError):
    """The device (or node, or source) is at fault."""

    code = "device"


class Unreachable(DeviceError):
    code = "unreachable"


class TimedOut(DeviceError):
    code = "timed_out"


class AuthFailed(DeviceError):
    code = "auth_failed"


class Rejected(DeviceError):
    code = "rejected"


class Garbled(DeviceError):
    code = "garbled"
