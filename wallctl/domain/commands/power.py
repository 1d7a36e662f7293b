"""What can be asked about the plan for a failure of the mains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wallctl.domain.control.power import PowerPlan


@dataclass(frozen=True, slots=True)
class PowerPlanSave:
    """Sets this room's plan, whatever id it is given."""

    plan: PowerPlan


@dataclass(frozen=True, slots=True)
class PowerPlanRemove:
    """The room has none any more; a drill of it ends."""


@dataclass(frozen=True, slots=True)
class PowerDrill:
    """Rehearses the plan as if the mains had failed, within `seconds`; touches no device. Off ends
    it at once, and so does a real failure."""

    on: bool = True
    seconds: float = 120.0


PowerCommand = PowerPlanSave | PowerPlanRemove
PowerAction = PowerDrill

KINDS: dict[str, type[Any]] = {
    "power.save": PowerPlanSave,
    "power.remove": PowerPlanRemove,
    "power.drill": PowerDrill,
}
