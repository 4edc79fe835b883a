"""Missions, hops and tool steps."""
