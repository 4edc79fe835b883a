"""Hops, and the tool steps embedded in them."""
