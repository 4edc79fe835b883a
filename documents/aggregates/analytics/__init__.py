"""Counts of what is stored: tallies of messages, kept up to date, and figures over them."""
