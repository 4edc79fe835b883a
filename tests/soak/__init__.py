"""An hour of everything at once: what leaks in it, and what is lost in it."""
