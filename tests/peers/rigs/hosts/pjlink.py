"""Runs pjlink-advance's emulated projector: pjlink.py SOCKET HOST PORT OPTIONS(JSON)."""

import asyncio
import json
import sys

import control
from pjlink_advance.emulator import EmulatorState, PJLinkEmulator
from pjlink_advance.models import ErrorLevel, ErrorStatus, InputSource, Lamp, MuteState, PowerState

FAULTS = ("silent", "fail_next", "drop_after_greeting", "transition_delay", "password")


class Panel:
    def __init__(self, emulator):
        self.emulator = emulator

    def state(self):
        e, s = self.emulator, self.emulator.state
        return {
            "power": s.power.name.lower(),
            "input": s.input.code,
            "inputs": [one.code for one in s.inputs],
            "mute_video": s.mute.video,
            "mute_audio": s.mute.audio,
            "freeze": s.freeze,
            "errors": {name: level.name.lower() for name, level in s.errors.as_dict().items()},
            "lamps": [lamp.hours for lamp in s.lamps],
            "speaker_volume": s.speaker_volume,
            "received": list(e.received),
            "connections": e.connections,
        }

    def put(self, errors=None, lamps=None, mute_video=None, mute_audio=None, **plain):
        s = self.emulator.state
        for name, value in plain.items():
            if name == "power":
                s.power = PowerState[value.upper()]
            elif name == "input":
                s.input = InputSource.from_code(value)
            elif name == "inputs":
                s.inputs = [InputSource.from_code(one) for one in value]
            elif hasattr(s, name):
                setattr(s, name, value)
            else:
                raise ValueError(name)
        if mute_video is not None or mute_audio is not None:
            s.mute = MuteState(
                video=s.mute.video if mute_video is None else mute_video,
                audio=s.mute.audio if mute_audio is None else mute_audio,
            )
        if errors is not None:
            levels = {name: ErrorLevel[one.upper()] for name, one in errors.items()}
            s.errors = ErrorStatus(**{**s.errors.as_dict(), **levels})
        if lamps is not None:
            s.lamps = [Lamp(hours, False) for hours in lamps]

    def fault(self, unsupported=None, unavailable=None, **plain):
        for name, value in plain.items():
            if name not in FAULTS:
                raise ValueError(name)
            setattr(self.emulator, name, value)
        if unsupported is not None:
            self.emulator.unsupported = set(unsupported)
        if unavailable is not None:
            self.emulator.unavailable = set(unavailable)

    async def notify(self, command, value, target):
        await self.emulator.notify(command, value, tuple(target))

    def disconnect(self):
        self.emulator.disconnect_all()

    def forget(self):
        self.emulator.received.clear()


async def main():
    path, host, port, options = sys.argv[1:]
    options = json.loads(options)
    at_start = options.pop("at_start")
    emulator = PJLinkEmulator(
        EmulatorState(), host=host, port=int(port), udp_port=int(port), **options
    )
    panel = Panel(emulator)
    panel.put(**at_start)
    loop = asyncio.get_running_loop()

    def handle(do, **args):
        async def now():
            done = getattr(panel, do)(**args)
            return await done if asyncio.iscoroutine(done) else done

        return asyncio.run_coroutine_threadsafe(now(), loop).result(5)

    async with emulator:
        control.serve(path, handle)
        await asyncio.Event().wait()


asyncio.run(main())
