"""What goes wrong between a client and the engine."""

from __future__ import annotations

from wallctl.domain.errors import WallctlError


class EngineUnreachable(WallctlError):
    """Nothing answers at the engine's address; fields: url, why."""

    code = "engine_unreachable"


class ProtocolRefused(WallctlError):
    """The two ends speak different major versions; fields: ours, theirs."""

    code = "protocol"


class SignInNeeded(WallctlError):
    """The engine wants a token, or does not know this one."""

    code = "sign_in"


class FileRefused(WallctlError):
    """The engine cannot use the file, or has none; fields: reason, key, got."""

    code = "file_refused"
