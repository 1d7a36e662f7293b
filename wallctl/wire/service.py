"""How an engine is called on the network."""

SERVICE = "_wallctl._tcp.local."
"""Its zeroconf type; properties: room, name, tls ("1" or "0")."""
