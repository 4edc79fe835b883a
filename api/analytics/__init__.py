"""Figures over what is stored."""
