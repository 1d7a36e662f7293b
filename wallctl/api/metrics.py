"""What Prometheus is told."""

from __future__ import annotations

from collections import Counter as Counts
from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from wallctl.domain.alarms import Priority
from wallctl.domain.commands import Answer
from wallctl.domain.devices.observed import Availability, Verdict
from wallctl.domain.observed import Picture
from wallctl.wire.desk import ObservedState

_BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 15.0)


class _Room(Collector):
    """Gauges read off the room at the moment they are asked for."""

    def __init__(
        self,
        revision: Callable[[], int],
        observed: Callable[[], ObservedState],
        clients: Callable[[], int],
    ) -> None:
        self._revision = revision
        self._observed = observed
        self._clients = clients

    def describe(self) -> list[Metric]:
        return []  # nothing is asked of the engine before it runs

    def collect(self) -> Iterator[Metric]:
        seen = self._observed()
        yield GaugeMetricFamily("wallctl_revision", "Revision of the show", self._revision())
        yield GaugeMetricFamily("wallctl_clients", "API clients that follow", self._clients())
        nodes = GaugeMetricFamily("wallctl_node_up", "1 for a node on line", labels=["node"])
        used = GaugeMetricFamily(
            "wallctl_node_decoding_mpx_s", "Megapixels decoded a second", labels=["node"]
        )
        for status in seen.nodes:
            used.add_metric([status.node], status.budget.used_mpx_s)
            if status.node not in seen.lost_nodes:
                nodes.add_metric([status.node], 1)
        for node in seen.lost_nodes:
            nodes.add_metric([node], 0)
        yield nodes
        yield used
        alarms = GaugeMetricFamily(
            "wallctl_alarms", "Alarms that stand, causes alone", labels=["priority"]
        )
        grave = [a.priority for a in seen.alarms if not a.cause and not a.cleared_at]
        for priority in Priority:
            alarms.add_metric([priority.value], grave.count(priority))
        yield alarms
        yield from self._devices(seen)
        yield from self._feeds(seen)

    def _devices(self, seen: ObservedState) -> Iterator[Metric]:
        """Counted, not named: a hall has hundreds of points."""
        there = GaugeMetricFamily(
            "wallctl_devices", "Devices by how they are reached", labels=["availability"]
        )
        reached = Counts(one.availability for one in seen.devices)
        for availability in Availability:
            there.add_metric([availability.value], reached[availability])
        points = GaugeMetricFamily(
            "wallctl_device_points", "Points of devices by their verdict", labels=["verdict"]
        )
        judged = Counts(point.verdict for one in seen.devices for point in one.states)
        for verdict in Verdict:
            points.add_metric([verdict.value], judged[verdict])
        yield from (there, points)

    def _feeds(self, seen: ObservedState) -> Iterator[Metric]:
        labels = ["node", "source", "stream"]
        fps = GaugeMetricFamily("wallctl_feed_fps", "Frames a second of a feed", labels=labels)
        age = GaugeMetricFamily(
            "wallctl_feed_age_ms", "Age of a feed's newest frame", labels=labels
        )
        again = GaugeMetricFamily("wallctl_feed_reconnects", "Reconnects of a feed", labels=labels)
        state = GaugeMetricFamily(
            "wallctl_feed_state", "1 for the state a feed is in", labels=[*labels, "state"]
        )
        for feed in seen.feeds:
            place = [feed.node, feed.source, feed.stream]
            fps.add_metric(place, feed.fps)
            age.add_metric(place, feed.frame_age_ms)
            again.add_metric(place, feed.reconnects)
            for picture in Picture:
                state.add_metric([*place, picture.value], float(picture is feed.picture))
        yield from (fps, age, again, state)


class Metrics:
    def __init__(
        self,
        revision: Callable[[], int],
        observed: Callable[[], ObservedState],
        clients: Callable[[], int],
    ) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_Room(revision, observed, clients))
        self._seconds = Histogram(
            "wallctl_command_seconds",
            "From a command's arrival to its answer",
            ["kind"],
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._commands = Counter(
            "wallctl_commands",
            "Commands by kind and result",
            ["kind", "result"],
            registry=self._registry,
        )
        self._takes = Counter(
            "wallctl_takes", "Takes by result", ["result"], registry=self._registry
        )

    def command(self, kind: str, answer: Answer, seconds: float) -> None:
        self._seconds.labels(kind).observe(seconds)
        self._commands.labels(kind, answer.result.value).inc()
        if kind == "wall.take":
            self._takes.labels(answer.result.value).inc()

    def text(self) -> bytes:
        return generate_latest(self._registry)
