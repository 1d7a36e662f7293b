"""Serves looped clips over RTSP by gst-rtsp-server; runs under the system's python3 with gi.

    rtsp_server.py [--port N] [--address A] [--auth basic|digest] [--catalogue FILE.json]

Port 0 is a free one.

Standard input takes one JSON object a line, standard output answers each with one line; the end
of standard input ends the server, so that none outlives who started it. The first line out is
{"ready": true, "port": N}. What can be asked:

  {"do": "add", "mount": "/x/main", "clip": FILE.bin [, "user": U, "password": P]
                  [, "tone": HERTZ]}    with a sound track, G.711
  {"do": "live", "mount": "/x/live", "socket": PATH, "codec": "h264"}   units come in by PATH
  {"do": "remove", "mount": M}    the mount is gone and its watchers are thrown out: a dead source
  {"do": "stall", "mount": M}     watchers stay connected and get nothing more
  {"do": "resume", "mount": M}
  {"do": "switch", "mount": M, "clip": FILE.bin}    goes on with another clip from its first frame
  {"do": "watchers"}              {"watchers": {mount: connected clients}}

Answers: {"ok": true, ...} or {"ok": false, "error": "..."}. A clip is a file of access units with a
JSON beside it (wallctl.simulators.clips). Units go out as they are, at their pace, only while
somebody watches; nothing is decoded or encoded here. Units of a live mount arrive on a Unix stream
socket, each as a 4-byte big-endian length and its bytes, and are stamped as they arrive.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import signal
import socket
import struct
import sys
import threading
import time
from pathlib import Path
from typing import Any

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402  versions come first

TICK_MS = 10
CAPS = {"h264": "video/x-h264", "h265": "video/x-h265"}
ANYONE = "anyone"
# one at a time: the bindings take no combination of the two
AUTH = {"basic": GstRtsp.RTSPAuthMethod.BASIC, "digest": GstRtsp.RTSPAuthMethod.DIGEST}


class Clip:
    """Access units of one clip, kept as buffers that share their memory with every copy."""

    def __init__(self, file: Path) -> None:
        about = json.loads(file.with_suffix(".json").read_text())
        data = file.read_bytes()
        self.codec: str = about["codec"]
        self.period_ns = Gst.SECOND // about["fps"]
        self.units = [Gst.Buffer.new_wrapped(data[at : at + n]) for at, n, _ in about["units"]]
        self.keys = [n for n, (_, _, key) in enumerate(about["units"]) if key]

    def key_near(self, wanted: int) -> int:
        """The key frame closest to a place in the loop, so that streams of a source go together."""
        n = len(self.units)
        return min(self.keys, key=lambda k: min(abs(k - wanted), n - abs(k - wanted)))


class Feed:
    """One mount: what it sends, and the media it sends to while somebody watches."""

    def __init__(self, mount: str, codec: str, clip: Clip | None, tone: float = 0.0) -> None:
        self.tone = tone
        self.mount, self.codec, self.clip = mount, codec, clip
        self.source: Any = None
        self.stalled = False
        self.place = 0
        self.sent = 0
        self.start_ns = 0
        self.lock = threading.Lock()

    def begin(self, source: Any) -> None:
        with self.lock:
            self.source, self.sent = source, 0
            self.start_ns = time.monotonic_ns()
            if self.clip is not None:
                frame = self.start_ns // self.clip.period_ns
                self.place = self.clip.key_near(frame % len(self.clip.units))

    def end(self, source: Any) -> None:
        with self.lock:
            if self.source is source:
                self.source = None

    def tick(self, now_ns: int) -> None:
        """Sends the units that are due; their times are those of an even clock."""
        with self.lock:
            clip = self.clip
            if self.source is None or clip is None:
                return
            due = (now_ns - self.start_ns) // clip.period_ns + 1
            while self.sent < due:
                if not self.stalled:
                    unit = clip.units[self.place].copy()
                    unit.pts = unit.dts = self.sent * clip.period_ns
                    unit.duration = clip.period_ns
                    self.source.emit("push-buffer", unit)
                self.place = (self.place + 1) % len(clip.units)
                self.sent += 1

    def push_live(self, data: bytes) -> None:
        with self.lock:
            if self.source is None or self.stalled:
                return
            unit = Gst.Buffer.new_wrapped(data)
            unit.pts = unit.dts = time.monotonic_ns() - self.start_ns
            self.source.emit("push-buffer", unit)

    def switch(self, clip: Clip) -> None:
        with self.lock:
            self.clip, self.place = clip, 0

    def resume(self) -> None:
        """From a key frame, as an encoder that comes back does."""
        with self.lock:
            self.stalled = False
            if self.clip is not None:
                self.place = self.clip.key_near(self.place)


class Server:
    def __init__(self, address: str, port: int, auth: str) -> None:
        self.feeds: dict[str, Feed] = {}
        self.clips: dict[Path, Clip] = {}
        self.watching: dict[Any, str] = {}
        self.server = GstRtspServer.RTSPServer()
        self.server.set_address(address)
        self.server.set_service(str(port))
        self.server.set_backlog(64)
        self.auth = GstRtspServer.RTSPAuth()
        self.auth.set_supported_methods(AUTH[auth])
        token = GstRtspServer.RTSPToken()
        token.set_string("media.factory.role", ANYONE)
        self.auth.set_default_token(token)
        self.server.set_auth(self.auth)
        self.server.connect("client-connected", self._client)
        if self.server.attach(None) == 0:
            raise SystemExit(f"rtsp_server: port {port} of {address} is taken")
        self.ticking = False

    @property
    def port(self) -> int:
        return int(self.server.get_bound_port())

    def wake(self) -> bool:
        """Ticks from now on until nobody watches any more."""
        if not self.ticking:
            self.ticking = True
            GLib.timeout_add(TICK_MS, self._tick)
        return False

    def _tick(self) -> bool:
        now = time.monotonic_ns()
        watched = [feed for feed in self.feeds.values() if feed.source is not None]
        for feed in watched:
            feed.tick(now)
        self.ticking = bool(watched)
        return self.ticking

    def _client(self, _server: Any, client: Any) -> None:
        client.connect("describe-request", self._described)
        client.connect("closed", lambda gone: self.watching.pop(gone, None))

    def _described(self, client: Any, context: Any) -> None:
        self.watching[client] = context.uri.abspath.rstrip("/")

    def add(self, ask: dict[str, Any]) -> dict[str, Any]:
        clip = self._clip(ask["clip"])
        feed = Feed(ask["mount"], clip.codec, clip, float(ask.get("tone", 0)))
        self._mount(feed, ask.get("user"), ask.get("password"))
        return {}

    def live(self, ask: dict[str, Any]) -> dict[str, Any]:
        feed = Feed(ask["mount"], ask.get("codec", "h264"), None)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(ask["socket"])
        listener.listen(1)
        threading.Thread(target=_receive, args=(listener, feed), daemon=True).start()
        self._mount(feed, None, None)
        return {}

    def remove(self, ask: dict[str, Any]) -> dict[str, Any]:
        mount = ask["mount"]
        del self.feeds[mount]
        self.server.get_mount_points().remove_factory(mount)
        for client in [c for c, m in list(self.watching.items()) if m == mount]:
            client.close()
        return {}

    def stall(self, ask: dict[str, Any]) -> dict[str, Any]:
        self.feeds[ask["mount"]].stalled = True
        return {}

    def resume(self, ask: dict[str, Any]) -> dict[str, Any]:
        self.feeds[ask["mount"]].resume()
        return {}

    def switch(self, ask: dict[str, Any]) -> dict[str, Any]:
        feed, clip = self.feeds[ask["mount"]], self._clip(ask["clip"])
        if clip.codec != feed.codec:
            raise ValueError(f"{ask['mount']} is {feed.codec}, the clip is {clip.codec}")
        feed.switch(clip)
        return {}

    def watchers(self, _ask: dict[str, Any]) -> dict[str, Any]:
        mounts = list(self.watching.values())
        return {"watchers": {m: mounts.count(m) for m in self.feeds}}

    def _configure(self, _factory: Any, media: Any, feed: Feed) -> None:
        """Called on a thread of the server's for the first watcher of a mount."""
        source = media.get_element().get_child_by_name("units")
        if feed.tone:
            _no_seeking(media.get_element().get_child_by_name("tone"))
        feed.begin(source)
        media.connect("unprepared", lambda _media: feed.end(source))
        GLib.idle_add(self.wake)

    def answer(self, line: str) -> dict[str, Any]:
        asked = {
            "add": self.add,
            "live": self.live,
            "remove": self.remove,
            "stall": self.stall,
            "resume": self.resume,
            "switch": self.switch,
            "watchers": self.watchers,
        }
        try:
            ask = json.loads(line)
            return {"ok": True, **asked[ask["do"]](ask)}
        except (KeyError, ValueError, OSError, GLib.Error) as fault:
            return {"ok": False, "error": f"{type(fault).__name__}: {fault}"}

    def _clip(self, name: str) -> Clip:
        file = Path(name)
        if file not in self.clips:
            self.clips[file] = Clip(file)
        return self.clips[file]

    def _mount(self, feed: Feed, user: str | None, password: str | None) -> None:
        # no parser: the units are whole and carry their parameter sets
        pay = "rtph265pay" if feed.codec == "h265" else "rtph264pay"
        factory = GstRtspServer.RTSPMediaFactory()
        factory.set_launch(
            f"( appsrc name=units is-live=true format=time block=false max-bytes=4000000 "
            f"caps={CAPS[feed.codec]},stream-format=byte-stream,alignment=au "
            f"! {pay} name=pay0 pt=96 config-interval=1 aggregate-mode=none {_sound(feed.tone)} )"
        )
        factory.set_shared(True)
        factory.set_latency(0)
        factory.set_suspend_mode(GstRtspServer.RTSPSuspendMode.NONE)
        allowed = GstRtspServer.RTSPPermissions()
        allowed.add_permission_for_role(ANYONE, "media.factory.access", True)
        allowed.add_permission_for_role(ANYONE, "media.factory.construct", not user)
        if user:
            allowed.add_permission_for_role(user, "media.factory.access", True)
            allowed.add_permission_for_role(user, "media.factory.construct", True)
            token = GstRtspServer.RTSPToken()
            token.set_string("media.factory.role", user)
            word = password or ""
            self.auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, word), token)
            self.auth.add_digest(user, word, token)
        factory.set_permissions(allowed)
        factory.connect("media-configure", self._configure, feed)
        self.feeds[feed.mount] = feed
        self.server.get_mount_points().add_factory(feed.mount, factory)


def _sound(hertz: float) -> str:
    if not hertz:
        return ""
    return (
        f"audiotestsrc name=tone is-live=true wave=sine freq={hertz} volume=0.1 samplesperbuffer=160 "
        "! audio/x-raw,rate=8000,channels=1 ! alawenc ! rtppcmapay name=pay1 pt=8"
    )


def _no_seeking(tone: Any) -> None:
    """A camera cannot be wound back, a test tone can: the server would then try it for each further
    watcher of the shared media, fail, and answer 503."""

    def unseekable(_pad: Any, info: Any) -> Any:
        seeking = info.get_query().type == Gst.QueryType.SEEKING
        return Gst.PadProbeReturn.DROP if seeking else Gst.PadProbeReturn.OK

    tone.get_static_pad("src").add_probe(Gst.PadProbeType.QUERY_UPSTREAM, unseekable)


def _receive(listener: socket.socket, feed: Feed) -> None:
    """Takes units of one sender after the other."""
    while True:
        sender, _ = listener.accept()
        with sender, sender.makefile("rb") as stream:
            while len(head := stream.read(4)) == 4:
                (size,) = struct.unpack(">I", head)
                data = stream.read(size)
                if len(data) < size:
                    break
                feed.push_live(data)


def _say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description="RTSP feeds for the demo site and the tests")
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--auth", choices=AUTH, default="digest")
    parser.add_argument("--catalogue", type=Path, help="JSON: clip file by mount, served at once")
    options = parser.parse_args()
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG: go with who started us
    Gst.init(None)
    server = Server(options.address, options.port, options.auth)
    if options.catalogue:
        for mount, clip in json.loads(options.catalogue.read_text()).items():
            server.add({"mount": mount, **(clip if isinstance(clip, dict) else {"clip": clip})})
    loop = GLib.MainLoop()

    def heard(stream: Any, condition: Any) -> bool:
        line = sys.stdin.readline() if condition & GLib.IOCondition.IN else ""
        if not line:
            loop.quit()
            return False
        _say(server.answer(line))
        return True

    GLib.io_add_watch(
        sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IOCondition.IN | GLib.IOCondition.HUP, heard
    )
    for name in (signal.SIGINT, signal.SIGTERM):
        GLib.unix_signal_add(GLib.PRIORITY_HIGH, name, loop.quit)
    _say({"ready": True, "port": server.port})
    loop.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
