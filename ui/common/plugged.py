"""Words for where a source is plugged in."""

from __future__ import annotations

from ui.common.labels import name_of
from ui.common.words import Words
from wallctl.domain.devices.entities import Device
from wallctl.domain.entities import Source
from wallctl.domain.show import Show


def port_words(show: Show, source: Source, words: Words) -> str:
    """矩阵 · 输入 3, "" where it is plugged into no device."""
    if source.port is None:
        return ""
    device = show.all(Device).get(source.port.device)
    name = name_of(device, words, source.port.device)
    return words("behind.at_input", name=name, input=source.port.value)
