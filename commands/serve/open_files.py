"""How many files the process may have open: each connection is one."""

import sys

_BESIDE_CONNECTIONS = 256
"""The database's connections, the log, the loop."""


def allow_open_files(connections: int) -> None:
    """Raise the process's own limit, as far as it may, so that it can accept so many."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + _BESIDE_CONNECTIONS
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
