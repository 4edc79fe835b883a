"""Messages while they are written, event by event."""
