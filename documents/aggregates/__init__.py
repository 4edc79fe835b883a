"""The queries and writes of each kind of stored thing."""
