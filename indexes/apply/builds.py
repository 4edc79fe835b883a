"""Building an index and waiting for it, whoever started it."""

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from documents.database import Database, DatabaseError, is_unavailable
from indexes.apply.events import Progress, Reporter
from indexes.compare.plan import Operation
from indexes.errors import BuildStillRuns, MembersDown
from indexes.server.facts import building_names
from indexes.server.members import ALL_VOTING, MAJORITY, check_members
from indexes.server.running_builds import running_builds

_MEMBERS_EVERY = 5.0


@dataclass(frozen=True)
class Patience:
    """How long a build is waited for, in seconds.

    ``build`` None means as long as it takes. A build that waits for a member that
    is away is given up after ``member``; the server goes on with it.
    """

    build: float | None = None
    member: float = 30.0
    poll: float = 0.5


class Builder:
    """Starts builds and waits for them, telling how far they are."""

    def __init__(
        self, database: Database, quorum: str, patience: Patience, report: Reporter
    ) -> None:
        self._database = database
        self._quorum = quorum
        self._patience = patience
        self._report = report

    async def build(self, operation: Operation, spec: Mapping[str, Any], comment: Any) -> None:
        """Have the server build one index and wait until queries can use it.

        An identical build that runs already is joined. Raises OperationFailure as
        the server does, BuildStillRuns when patience has run out.
        """
        command: dict[str, Any] = {
            "createIndexes": operation.collection,
            "indexes": [dict(spec)],
            "comment": comment,
        }
        if self._quorum != ALL_VOTING:
            command["commitQuorum"] = self._quorum
        await check_members(self._database, self._quorum)
        answer = self._database.start_command(command)
        # Whoever gives up waiting does not want the answer either.
        answer.add_done_callback(lambda done: done.cancelled() or done.exception())
        watch = _Watch(self, operation, str(spec["name"]))
        while True:
            await asyncio.wait({answer}, timeout=self._patience.poll)
            if answer.done():
                answer.result()
                return
            await watch.look()

    async def wait(self, operation: Operation, name: str) -> None:
        """Wait for a build that runs already; it may end with the index or without."""
        if self._quorum == MAJORITY:
            await self._release_quorum(operation.collection, name)
        watch = _Watch(self, operation, name)
        while name in await building_names(self._database, operation.collection):
            await watch.look()
            await asyncio.sleep(self._patience.poll)

    async def wait_for_all(self, operation: Operation) -> None:
        """Wait until nothing is built on the collection: collMod is refused until then."""
        while names := await building_names(self._database, operation.collection):
            await self.wait(operation, min(names))

    async def _release_quorum(self, collection: str, name: str) -> None:
        """Let a build that waits for every voting member go on with a majority."""
        # It fails when the build has just ended, which is as good.
        with contextlib.suppress(DatabaseError):
            await self._database.handle.command(
                {
                    "setIndexCommitQuorum": collection,
                    "indexNames": [name],
                    "commitQuorum": MAJORITY,
                }
            )

    async def progress(self, operation: Operation, name: str) -> None:
        """Report how far the build of that name is."""
        for build in await running_builds(self._database) or []:
            if build.collection == operation.collection and name in build.names:
                self._report(Progress(operation, build.phase, build.done, build.total))

    @property
    def database(self) -> Database:
        """Where it is built."""
        return self._database

    @property
    def quorum(self) -> str:
        """Which members must have built it."""
        return self._quorum

    @property
    def patience(self) -> Patience:
        """How long it is waited for."""
        return self._patience


class _Watch:
    """Looks at one build from time to time, and decides when to stop waiting."""

    def __init__(self, builder: Builder, operation: Operation, name: str) -> None:
        self._builder = builder
        self._operation = operation
        self._name = name
        self._clock = asyncio.get_running_loop().time
        self._began = self._clock()
        self._members_seen = self._began
        self._down_since: float | None = None

    async def look(self) -> None:
        patience = self._builder.patience
        now = self._clock()
        label = f"{self._operation.collection}.{self._name}"
        if patience.build is not None and now - self._began >= patience.build:
            raise BuildStillRuns(
                f"{label} is still being built after {patience.build:g} s; the server goes on. "
                "See `threadkeep indexes status --watch`, then run sync again."
            )
        try:
            await self._builder.progress(self._operation, self._name)
            if now - self._members_seen >= min(_MEMBERS_EVERY, patience.member):
                self._members_seen = now
                await self._members(now, label)
        except DatabaseError as error:
            # The answer to the build tells whether the connection is lost for good.
            if not is_unavailable(error):
                raise

    async def _members(self, now: float, label: str) -> None:
        try:
            await check_members(self._builder.database, self._builder.quorum)
            self._down_since = None
        except MembersDown as down:
            self._down_since = self._down_since or now
            if now - self._down_since >= self._builder.patience.member:
                raise BuildStillRuns(
                    f"{label} is built but for members that are away: {', '.join(down.members)}. "
                    "It ends by itself when they are back; `sync --quorum majority` ends it now."
                ) from down
