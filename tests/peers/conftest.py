"""For the tests against peers: whatever rig they ask for."""

from tests.peers.rigs.fixtures import rig

__all__ = ["rig"]
