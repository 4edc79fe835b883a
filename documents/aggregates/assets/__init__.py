"""Assets: what missions and hops work with and make."""
