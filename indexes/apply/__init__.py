"""Carries plans out on the server."""
