"""Requests that are done once, however often they are sent."""
