"""Takes the steps of an operation against the server."""

from typing import Any, assert_never

from documents.database import Database, DuplicateKeyError, OperationFailure, is_unavailable
from documents.leases import Lease
from indexes.apply.builds import Builder
from indexes.apply.events import Reporter, StepStarted
from indexes.compare.duplicates import duplicates_named, duplicates_of
from indexes.compare.plan import Operation
from indexes.declared.values import frozen
from indexes.errors import DuplicatesFound, IndexesError
from indexes.server.error_codes import (
    BUILD_ABORTED,
    BUILD_IN_PROGRESS,
    CANNOT_CONVERT,
    INDEX_CONFLICTS,
    NAMESPACE_EXISTS,
    NOT_ALLOWED,
    refusal,
)
from indexes.server.facts import list_indexes
from indexes.server.ledger import forget, record
from indexes.steps.kinds_of_step import (
    AwaitBuild,
    BuildIndex,
    HasDocuments,
    HasIndex,
    RunCommand,
    Say,
    Step,
    Steps,
    StrikeEntry,
    UnlessDuplicates,
    When,
    WriteEntry,
)
from indexes.steps.unfolding import steps_of

# What the server says when it knows of more than it lists.
_CUT_SHORT = "Too many conflicting documents"


class IndexesChanged(Exception):
    """Somebody has changed the indexes meanwhile: compare again."""


class Executor:
    """Carries out operations under one lease."""

    def __init__(
        self, database: Database, lease: Lease, builder: Builder, release: str, report: Reporter
    ) -> None:
        self._database = database
        self._lease = lease
        self._builder = builder
        self._release = release
        self._report = report

    async def do(self, operation: Operation) -> None:
        """Do it. Raises IndexesChanged when the facts are no longer what it was made for.

        Raises DuplicatesFound with the index as it was before, BuildStillRuns,
        LeaseLost, IndexesError for what the server refuses, and OperationFailure where
        the user lacks a privilege.
        """
        await self._lease.renew()
        try:
            await self._take_all(operation, steps_of(operation, self._release))
        except OperationFailure as error:
            if error.code in INDEX_CONFLICTS or error.code == NAMESPACE_EXISTS:
                raise IndexesChanged(refusal(error)) from error
            if isinstance(error, DuplicateKeyError) and operation.index is not None:
                found = await duplicates_of(self._database, operation.index, error)
                raise found or IndexesChanged(refusal(error)) from error
            if is_unavailable(error) or error.code == NOT_ALLOWED:
                raise
            why = "somebody ended its build" if error.code in BUILD_ABORTED else refusal(error)
            raise IndexesError(f"{operation.label}: {why}") from error

    async def _take_all(self, operation: Operation, steps: Steps) -> None:
        for step in steps:
            await self._take(operation, step)

    async def _take(self, operation: Operation, step: Step) -> None:
        collection = operation.collection
        match step:
            case Say():
                self._report(StepStarted(operation, step.text))
            case RunCommand():
                await self._run(operation, step)
            case BuildIndex():
                await self._lease.renew()
                comment = {"threadkeep": operation.label, "token": self._lease.token}
                await self._builder.build(operation, step.spec, comment)
            case AwaitBuild():
                await self._builder.wait(operation, step.spec["name"])
            case WriteEntry():
                await record(
                    self._database,
                    self._lease,
                    collection,
                    step.name,
                    step.facts,
                    only_known=step.only_known,
                )
            case StrikeEntry():
                await forget(self._database, self._lease, collection, step.name)
            case When():
                holds = await self._holds(collection, step.condition)
                await self._take_all(operation, step.then if holds else step.otherwise)
            case UnlessDuplicates():
                await self._unless_duplicates(operation, step)
            case _:
                assert_never(step)

    async def _run(self, operation: Operation, step: RunCommand) -> None:
        """Send the command as soon as nothing that stands in its way is built."""
        while True:
            await self._lease.renew()
            try:
                await self._database.handle.command(dict(step.command))
                return
            except OperationFailure as error:
                if error.code in step.ignored:
                    return
                if error.code != BUILD_IN_PROGRESS:
                    raise
            await self._builder.wait_for_all(operation)

    async def _holds(self, collection: str, condition: HasDocuments | HasIndex) -> bool:
        if isinstance(condition, HasDocuments):
            return await self._database[collection].find_one({}, {"_id": 1}) is not None
        specs = await list_indexes(self._database, collection)
        return any(
            spec["name"] != condition.other_than
            and all(
                frozen(spec.get(field, False)) == frozen(value)
                for field, value in condition.fields.items()
            )
            for spec in specs
        )

    async def _unless_duplicates(self, operation: Operation, step: UnlessDuplicates) -> None:
        try:
            await self._take_all(operation, step.steps)
        except OperationFailure as error:
            if error.code != CANNOT_CONVERT:
                raise
            await self._take_all(operation, step.undo)
            raise await self._duplicates(operation, error.details or {}) from error

    async def _duplicates(self, operation: Operation, details: Any) -> DuplicatesFound:
        groups = [violation["ids"] for violation in details.get("violations", [])]
        at_least = _CUT_SHORT in details.get("errmsg", "")
        assert operation.index is not None
        return await duplicates_named(self._database, operation.index, groups, at_least=at_least)
