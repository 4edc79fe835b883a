"""Makes a database match the definitions."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from documents.database import Database, DatabaseError, is_unavailable, steadily
from documents.leases import LEASE_SECONDS, Holder, Lease, hold
from documents.release import this_release
from indexes.apply.builds import Builder, Patience
from indexes.apply.events import Finished, Notice, Planned, Reporter, Started, quiet
from indexes.apply.executor import Executor, IndexesChanged
from indexes.compare.plan import Operation, OperationKind, Plan
from indexes.compare.planning import make_plan, with_sizes
from indexes.declared.model import Definitions
from indexes.definitions import DEFINITIONS
from indexes.errors import IndexesError, PlanRefused
from indexes.server.ledger import INDEX_LOCK
from indexes.server.members import ALL_VOTING, check_members
from indexes.server.trial import try_definitions

# A plan's follow-ups: what a build that was waited for still lacks.
_PASSES = 5
_ATTEMPTS = 20
_SAME = 2
_OF_EXISTING = frozenset({OperationKind.DROP, OperationKind.STOP})


@dataclass(frozen=True)
class SyncOptions:
    """How a sync behaves. Waits are in seconds.

    ``allow_gap`` and ``adopt`` are those of Comparison. ``quorum`` is the server's
    commit quorum: ``votingMembers`` or ``majority``.
    """

    release: str = field(default_factory=this_release)
    allow_gap: bool = False
    adopt: bool = False
    allow_data_loss: bool = False
    quorum: str = ALL_VOTING
    lock_wait: float = 60.0
    lease: float = LEASE_SECONDS
    patience: Patience = field(default_factory=Patience)


@dataclass(frozen=True)
class Report:
    """What a sync did, and what is left: nothing, unless others are at work too."""

    done: tuple[Operation, ...]
    left: Plan
    seconds: float


async def sync(
    database: Database,
    definitions: Definitions = DEFINITIONS,
    *,
    options: SyncOptions | None = None,
    report: Reporter = quiet,
    expected: Callable[[Plan], None] | None = None,
) -> Report:
    """Make the database match. Writes nothing at all when it does already.

    What data can forbid comes first, so that a refusal finds the rest undone.
    ``expected`` is shown each plan before anything is done and raises when it is not
    the one that was agreed to.

    Raises PlanRefused, LeaseHeld, LeaseLost, BuildStillRuns, StalePlan and IndexesError
    (see ``indexes.errors``), and DatabaseError when the server stays away.
    """
    run = _Sync(database, definitions, options or SyncOptions(), report, expected)
    return await run.run()


def executor(database: Database, lease: Lease, options: SyncOptions, report: Reporter) -> Executor:
    """What carries out operations under this lease."""
    builder = Builder(database, options.quorum, options.patience, report)
    return Executor(database, lease, builder, options.release, report)


class _Sync:
    """One run."""

    def __init__(
        self,
        database: Database,
        definitions: Definitions,
        options: SyncOptions,
        report: Reporter,
        expected: Callable[[Plan], None] | None,
    ) -> None:
        self._database = database
        self._definitions = definitions
        self._options = options
        self._report = report
        self._expected = expected
        self._done: list[Operation] = []

    async def run(self) -> Report:
        began = time.monotonic()
        plan = await self._agreed()
        if plan.in_step:
            return Report((), plan, time.monotonic() - began)
        await self._refuse(plan)
        async with hold(
            self._database,
            INDEX_LOCK,
            wait_seconds=self._options.lock_wait,
            lease_seconds=self._options.lease,
            on_wait=self._say_held,
        ) as lease:
            plan = await self._agreed()
            if not plan.in_step:
                self._report(Planned(await with_sizes(self._database, plan)))
            await self._refuse(plan)
            await self._try(plan)
            for _ in range(_PASSES):
                await self._refuse(plan)
                if plan.in_step:
                    break
                await self._carry_out(plan, lease)
                plan = await self._plan()
        return Report(tuple(self._done), plan, time.monotonic() - began)

    async def _plan(self, collections: list[str] | None = None) -> Plan:
        return await steadily(
            lambda: make_plan(
                self._database,
                self._definitions,
                release=self._options.release,
                allow_gap=self._options.allow_gap,
                adopt=self._options.adopt,
                allow_data_loss=self._options.allow_data_loss,
                collections=collections,
            )
        )

    async def _agreed(self) -> Plan:
        plan = await self._plan()
        if self._expected is not None:
            self._expected(plan)
        return plan

    async def _refuse(self, plan: Plan) -> None:
        """Raise PlanRefused before anything is done, when something cannot be done."""
        if plan.blocked:
            raise PlanRefused("; ".join(f"{each.label}: {each.reason}" for each in plan.blocked))
        if plan.builds:
            await check_members(self._database, self._options.quorum)

    async def _try(self, plan: Plan) -> None:
        """Raise InvalidDefinition for what the server refuses, before anything is built."""
        trial = await steadily(
            lambda: try_definitions(self._database, self._definitions, plan.tried, plan.optioned)
        )
        if trial.unasked:
            self._report(Notice(trial.unasked))
        trial.refuse()

    async def _carry_out(self, plan: Plan, lease: Lease) -> None:
        total = len(plan.operations)
        for number, planned in enumerate(plan.operations, 1):
            self._report(Started(planned, number, total))
            began = time.monotonic()
            if await self._until_done(planned, lease):
                self._report(Finished(planned, time.monotonic() - began))
                self._done.append(planned)

    async def _until_done(self, planned: Operation, lease: Lease) -> bool:
        """Do it, comparing anew before each attempt; False when there was nothing to do."""
        before: Operation | None = None
        same = 0
        for attempt in range(_ATTEMPTS):
            try:
                fresh = await self._fresh(planned)
                if fresh is None:
                    return attempt > 0
                same = same + 1 if fresh == before else 0
                before = fresh
                await executor(self._database, lease, self._options, self._report).do(fresh)
                return True
            except IndexesChanged as error:
                if same >= _SAME:
                    # Nobody changes anything, so it will never be otherwise.
                    raise IndexesError(f"{planned.label}: {error}") from error
            except DatabaseError as error:
                if not is_unavailable(error):
                    raise
                # The lease bounds this: when it cannot be renewed the block is cancelled.
                self._report(Notice(f"The server is away, trying again: {error}"))
                await asyncio.sleep(min(0.25 * 2**attempt, 5.0))
        raise IndexesError(f"{planned.label} keeps changing under our hands: {planned.text}")

    async def _fresh(self, planned: Operation) -> Operation | None:
        """The same operation by the facts of this moment; None when it is done."""
        plan = await self._plan([planned.collection])
        await self._refuse(plan)
        for operation in plan.operations:
            if operation.label == planned.label and _group(operation) == _group(planned):
                return operation
        return None

    def _say_held(self, holder: Holder) -> None:
        self._report(Notice(f"Waiting for the lock, held by {holder}."))


def _group(operation: Operation) -> OperationKind | None:
    """What tells an operation on what is there from one of a declared index of the same label."""
    return operation.kind if operation.kind in _OF_EXISTING else None
