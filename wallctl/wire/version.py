"""Protocol version: unknown fields are ignored within a major, another major is refused."""

PROTOCOL_MAJOR = 1
PROTOCOL_MINOR = 0
PROTOCOL = f"{PROTOCOL_MAJOR}.{PROTOCOL_MINOR}"


def speaks_ours(protocol: str) -> bool:
    """True where the other side's protocol, "major.minor", has our major."""
    return protocol.partition(".")[0] == str(PROTOCOL_MAJOR)
