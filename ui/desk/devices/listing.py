"""Which rows the list of devices has: by place and rack, the healthy folded. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ui.desk.devices.looks import ORDER, WELL, Health, Look


class RowKind(StrEnum):
    GROUP = "group"
    DEVICE = "device"
    FOLD = "fold"  # so many that are well, or switched off


class Filter(StrEnum):
    ALL = "all"
    ABNORMAL = "abnormal"
    OFFLINE = "offline"
    FAILED = "failed"
    DRIFTED = "drifted"
    PENDING = "pending"
    ABSENT = "absent"


_HEALTHS: Mapping[Filter, frozenset[Health]] = {
    Filter.ALL: frozenset(Health),
    Filter.ABNORMAL: frozenset(Health) - WELL,
    Filter.OFFLINE: frozenset({Health.OFFLINE, Health.CONNECTING}),
    Filter.FAILED: frozenset({Health.FAILED}),
    Filter.DRIFTED: frozenset({Health.DRIFTED}),
    Filter.PENDING: frozenset({Health.PENDING}),
    Filter.ABSENT: frozenset({Health.ABSENT}),
}


@dataclass(frozen=True, slots=True)
class ListRow:
    """`key` is the device's id, or that of a group with its kind before it. `count` of how many
    abnormal, `of` how many in all; `open` of a fold."""

    kind: RowKind
    key: str
    place: str = ""
    rack: str = ""
    look: Look | None = None
    health: Health = Health.WELL
    count: int = 0
    of: int = 0
    open: bool = False


Group = tuple[str, str]


def listed(
    looks: Iterable[Look],
    *,
    hay: Callable[[str], str],
    query: str = "",
    show: Filter = Filter.ALL,
    opened: Collection[str] = (),
    kept: Collection[str] = (),
) -> list[ListRow]:
    """All rows. Every word of `query` has to be found in a device's `hay`, in any order. Who
    searches or filters sees all that is found; else those of `opened` folds, and the devices of
    `kept`, which somebody has before them just now."""
    terms = query.split()
    healths = _HEALTHS[show]
    groups: dict[Group, list[Look]] = {}
    for look in looks:
        if look.health in healths and all(term in hay(look.device.id) for term in terms):
            groups.setdefault((look.device.place, look.device.rack), []).append(look)
    whole = bool(terms) or show is not Filter.ALL
    rows: list[ListRow] = []
    for group in sorted(groups, key=_in_order):
        rows += _of_group(group, groups[group], whole=whole, opened=opened, kept=kept)
    return rows


def _in_order(group: Group) -> tuple[bool, str, bool, str]:
    """By name; what has none comes last."""
    place, rack = group
    return not place, place, not rack, rack


def _of_group(
    group: Group,
    looks: Sequence[Look],
    *,
    whole: bool,
    opened: Collection[str],
    kept: Collection[str],
) -> list[ListRow]:
    place, rack = group
    key = f"{place}\n{rack}"
    ill = [one for one in looks if one.health not in WELL]
    rows = [
        ListRow(RowKind.GROUP, f"group:{key}", place, rack, count=len(ill), of=len(looks)),
        *(_row(one) for one in sorted(ill, key=_worst_first)),
    ]
    for health in (Health.WELL, Health.ABSENT):
        well = sorted((one for one in looks if one.health is health), key=_by_name)
        if not well:
            continue
        fold = f"{health.value}:{key}"
        is_open = fold in opened
        if not whole:
            rows.append(
                ListRow(
                    RowKind.FOLD, fold, place, rack, health=health, count=len(well), open=is_open
                )
            )
        rows += [_row(one) for one in well if whole or is_open or one.device.id in kept]
    return rows


def _row(look: Look) -> ListRow:
    device = look.device
    return ListRow(
        RowKind.DEVICE, device.id, device.place, device.rack, look=look, health=look.health
    )


def _worst_first(look: Look) -> tuple[int, str, str]:
    return ORDER[look.health], look.device.name, look.device.id


def _by_name(look: Look) -> tuple[str, str]:
    return look.device.name, look.device.id
