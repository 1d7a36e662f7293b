"""Lines to devices: TCP, UDP, serial, in memory; frames out of bytes; question and answer."""
