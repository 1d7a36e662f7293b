"""Protocol version: unknown fields are ignored within a major, another major is refused."""

PROTOCOL_MAJOR = 1
PROTOCOL_MINOR = 0
PROTOCOL = f"{PROTOCOL_MAJOR}.{PROTOCOL_MINOR}"
