"""The lines of the real world."""

from __future__ import annotations

from wallctl.ports.line import Address, Line, SerialAddress, TcpAddress, UdpAddress
from wallctl.transport.lines.tcp import TcpLine
from wallctl.transport.lines.udp import UdpLine


def lines(address: Address) -> Line:
    """The Lines port."""
    match address:
        case TcpAddress():
            return TcpLine(address)
        case UdpAddress():
            return UdpLine(address)
        case SerialAddress():
            # Only who has a serial device pays for its library.
            from wallctl.transport.lines.serial import SerialLine

            return SerialLine(address)
