"""The rules that tie missions, hops, tool steps, assets and sessions to each other."""
