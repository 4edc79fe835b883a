"""Webhooks: what they are told, in which order, and how far that is."""
