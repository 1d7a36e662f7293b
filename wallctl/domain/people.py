"""Who works here and what each may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do; each role but the leader may do all that those before it may."""

    VIEWER = "viewer"  # 观察员: looks
    OPERATOR = "operator"  # 操作员: preview, take, scenes recalled
    ENGINEER = "engineer"  # 工程师: everything, also sources, scenes, users, the site
    LEADER = "leader"  # 领导: scenes from a panel


@dataclass(frozen=True, slots=True)
class User:
    """`secret` is the sealed hash of the password; "sealed" is all the outside sees."""

    id: str
    name: str
    role: Role
    name_en: str = ""
    secret: str = ""
    disabled: bool = False
