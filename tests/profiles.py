"""How many examples a property is tried on: all in `make test`, a fifth in `make check`."""

from __future__ import annotations

import os

from hypothesis import settings

QUICK = os.environ.get("WALLCTL_TESTS") == "quick"


def examples(full: int) -> int:
    """For a test that says its own number."""
    return max(10, full // 5) if QUICK else full


settings.register_profile("full", max_examples=100)
settings.register_profile("quick", max_examples=examples(100))
settings.load_profile("quick" if QUICK else "full")
