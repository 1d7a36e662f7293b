"""Real peers for the device drivers: servers that other people wrote, started by the tests.

    async def test_a_projector_is_switched_on(rig: StartRig) -> None:
        peer = await rig(Pjlink(password="s3cret"))       # skipped with the reason where it
        driver = make_driver(*peer.address, "s3cret")     # cannot run here
        ...
        await peer.front_panel(power="on")                # as with the remote control
        assert (await peer.state())["power"] == "on"      # what the peer itself holds
        await peer.kill()                                 # kill -9; `stop` is SIGTERM
        await peer.start()                                # the same address again; or `restart`

`rig` (fixtures.py, for tests/peers through its conftest.py) ends what it started and fails if a
process stayed. Elsewhere: `from tests.peers.rigs.fixtures import StartRig, rig`; without pytest:
`async with Pjlink() as peer`.

Every rig has `address`, `host`, `port`, `alive`, `output()` (what the peer wrote), `start`, `stop`,
`kill`, `restart`, `state(...)` and, where the peer has one, `front_panel(...)`. Each comes back
when the peer answers, not after some time. What a peer does not do stands in its module.

A peer that listens on every address, or will have nothing to do with `lo`, lives in a network
namespace of its own (netns.py): root only, `host` is its address there.
"""
