"""How each kind of trouble becomes an alarm: how grave, how long it must last, whether it stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from wallctl.domain.alarms import Priority

_CRITICAL, _WARNING, _NOTICE = Priority.CRITICAL, Priority.WARNING, Priority.NOTICE


@dataclass(frozen=True, slots=True)
class Rule:
    """`on_s`, `off_s`: how long the trouble must be there, or gone, before anything is said.

    A latched alarm stays on the list, its cause gone, until somebody resets it. Where `each`,
    every raise calls anew, however many there were.
    """

    priority: Priority
    on_s: float = 0.0
    off_s: float = 2.0
    latched: bool = False
    each: bool = False


DUTY_CALL = "duty_call"

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        DUTY_CALL: Rule(_CRITICAL, 0.0, 0.0, each=True),
        "node_lost": Rule(_CRITICAL, 1.5, 1.0),
        "output_dark": Rule(_WARNING, 1.5, 1.0),
        "tile_dark": Rule(_WARNING, 1.5, 1.0),
        "screen_missing": Rule(_CRITICAL, 1.5, 2.0),
        "network_lost": Rule(_CRITICAL, 2.0, 5.0),
        "no_picture": Rule(_WARNING, 2.0, 3.0),
        "take_unconfirmed": Rule(_WARNING, 4.0, 0.5),
        "device_lost": Rule(_WARNING, 3.0, 2.0),
        "on_battery": Rule(_CRITICAL, 2.0, 5.0),
        "automation_held": Rule(_WARNING, 0.0, 0.0, latched=True),
        "device_failed": Rule(_WARNING, 0.5, 1.0),
        "clock_offset": Rule(_NOTICE, 10.0, 10.0),
        "budget": Rule(_WARNING, 5.0, 10.0),
        "workers_dying": Rule(_WARNING, 0.0, 30.0),
        "journal_full": Rule(_CRITICAL),
        "journal_failed": Rule(_CRITICAL),
        "journal_broken": Rule(_CRITICAL),
        "disk_full": Rule(_CRITICAL),
        "backup_failed": Rule(_WARNING),
        "backup_copy_failed": Rule(_WARNING),
        "audio_lost": Rule(_WARNING, 3.0, 2.0),
        "secret_unreadable": Rule(_WARNING),
        "plan_failed": Rule(_WARNING),
        "outcomes_unwritten": Rule(_NOTICE),
        "alarms_unwritten": Rule(_NOTICE),
        "emergency_sign_in": Rule(_WARNING, 0.0, 0.0, latched=True),
        "clipping": Rule(_NOTICE, 0.0, 0.0, latched=True),
    }
)
_OTHER = Rule(_WARNING)  # a fault nobody has named yet is told all the same


LATCHED = frozenset(code for code, rule in RULES.items() if rule.latched)


def rule_of(code: str) -> Rule:
    return RULES.get(code, _OTHER)
