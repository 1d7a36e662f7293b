"""Messages shared by api and client, and the protocol's version."""
