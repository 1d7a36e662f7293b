"""Fixtures that the contract tests share with the unit tests."""

from tests.unit.feeds.conftest import bench

__all__ = ["bench"]
