"""Missions: what an agent works through."""
