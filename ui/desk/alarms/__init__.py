"""Parts of the alarms page."""
