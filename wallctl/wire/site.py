"""How a whole site travels: `POST /api/v1/export` and `/api/v1/import`."""

PASSPHRASE = "Wallctl-Passphrase"
"""The header of the passphrase, percent-encoded UTF-8; never part of an address."""
ARCHIVE_TYPE = "application/octet-stream"
COMMAND_ID = "Wallctl-Id"
"""The header of the command id of an import, so that it can be asked again safely."""
