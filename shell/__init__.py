"""Helpers for mongosh."""
