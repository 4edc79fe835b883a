"""Streams: a message that is written event by event, kept from the first one on."""
