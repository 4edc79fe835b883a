"""Sharing a chat by a link: what its owner does, and what whoever has the link reads."""
