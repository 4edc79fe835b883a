"""What can be done, in the domain's own types: whoever speaks HTTP or reads a terminal calls it."""
