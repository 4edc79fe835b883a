"""Whether any server can be reached, as the driver's own monitors have found."""

import time
from collections.abc import Callable

from pymongo.monitoring import (
    ServerHeartbeatFailedEvent,
    ServerHeartbeatListener,
    ServerHeartbeatStartedEvent,
    ServerHeartbeatSucceededEvent,
)
from pymongo.server_type import SERVER_TYPE
from pymongo.topology_description import TopologyDescription

ELECTION_SECONDS = 12.0
"""As long as a set with default settings takes to elect a primary in the place of a killed one."""

Address = tuple[str, int | None]

_TAKES_WRITES = frozenset(
    {SERVER_TYPE.RSPrimary, SERVER_TYPE.Mongos, SERVER_TYPE.Standalone, SERVER_TYPE.LoadBalancer}
)


class Reachability(ServerHeartbeatListener):
    """Hears whether each look of the monitors at a server succeeds.

    They look every ``heartbeatFrequencyMS`` (10 s), and at once where a connection breaks.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failing: set[Address] = set()
        self._without_primary_since: float | None = None
        self._takes_writes: TopologyDescription | None = None

    def is_away(self, known: TopologyDescription, *, needs_primary: bool = True) -> bool:
        """Whether an operation sent now would wait in vain, by all that is known.

        ``known`` is what the driver knows of the servers just now. True where the last
        look at each of them failed; and, if it ``needs_primary``, where those that answer
        have had none for longer than an election takes.
        """
        if known is self._takes_writes:
            # The driver makes another at each change.
            return False
        servers = known.server_descriptions()
        if any(server.server_type in _TAKES_WRITES for server in servers.values()):
            self._without_primary_since = None
            self._takes_writes = known
            return False
        if servers and self._failing.issuperset(servers):
            return True
        if self._without_primary_since is None:
            self._without_primary_since = self._clock()
        return needs_primary and self._clock() - self._without_primary_since >= ELECTION_SECONDS

    def started(self, event: ServerHeartbeatStartedEvent) -> None:
        """A monitor asks its server."""

    def succeeded(self, event: ServerHeartbeatSucceededEvent) -> None:
        """A server has answered."""
        self._failing.discard(event.connection_id)

    def failed(self, event: ServerHeartbeatFailedEvent) -> None:
        """A server has not answered."""
        self._failing.add(event.connection_id)
