"""Has the server judge definitions: it is given them on an empty collection of the same kind.

The collection has a name of its own that tells when it was made, and is dropped again. Those
that a run left behind which died are dropped by a later one.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from documents.database import Database, OperationFailure, is_unavailable
from indexes.declared.lint import LintFinding
from indexes.declared.model import MOST_INDEXES, Definitions, Index, InvalidDefinition
from indexes.declared.values import frozen
from indexes.server.error_codes import NAMESPACE_NOT_FOUND, NOT_ALLOWED, refusal
from indexes.server.identity import server_time

_PREFIX = "index_trial_"
_NAME = re.compile(rf"{_PREFIX}(\d{{1,12}})_[0-9a-f]{{8}}")
# A trial takes seconds.
_LEFT_BEHIND_SECONDS = 600
# What of a collection decides over its indexes; not what is in it, or who may write it.
_OPTIONS = frozenset(
    {"collation", "clusteredIndex", "timeseries", "expireAfterSeconds", "capped", "size", "max"}
)
# https://www.mongodb.com/docs/manual/reference/limits/: database and collection, in bytes.
_LONGEST_NAME = 255


@dataclass(frozen=True)
class Trial:
    """What the server said of definitions: the ones it refuses.

    ``unasked`` says why it could not be asked, and is empty when it was.
    """

    findings: tuple[LintFinding, ...] = ()
    unasked: str = ""

    def refuse(self) -> None:
        """Raise InvalidDefinition for what the server refuses, all in one."""
        if self.findings:
            errors = "; ".join(f"{each.label}: {each.text}" for each in self.findings)
            raise InvalidDefinition(f"{errors}.")


class _NotAllowed(Exception):
    """The user may not make or drop collections or indexes."""


async def try_definitions(
    database: Database,
    definitions: Definitions,
    indexes: Sequence[Index],
    collections: Sequence[str] = (),
) -> Trial:
    """Have the server judge these indexes, as it would on the collections they are declared for.

    Collections that are there are tried as they are; of the named ones the declared options
    are judged too, in the place of what they are. Writes nothing but collections that it
    drops again, and nothing at all where there is nothing to judge. Raises DatabaseError
    when the server does not answer.
    """
    if not indexes and not collections:
        return Trial()
    now = int((await server_time(database)).timestamp())
    scratch = f"{_PREFIX}{now}_{secrets.token_hex(4)}"
    findings: list[LintFinding] = []
    try:
        # Who may not drop it must not make it.
        await _command(database, {"drop": scratch})
        await _clear(database, now)
        options = await _options(database, definitions, indexes, collections)
        tried = [index for index in indexes if index.collection in options]
        doubtful = set(collections) - {index.collection for index in tried}
        for batch in _batches(options, tried):
            if await _refused(database, scratch, options[batch[0].collection], batch):
                doubtful |= {index.collection for index in batch}
        for name in options:
            mine = [index for index in tried if index.collection == name]
            if name in doubtful or _is_too_long(database, name):
                findings += await _judged(database, scratch, name, options[name], mine)
    except _NotAllowed:
        return Trial(
            unasked="The server was not asked about the definitions: this user may not create "
            "and drop a collection for it (privileges createCollection, createIndex and "
            "dropCollection)."
        )
    return Trial(tuple(findings))


async def _options(
    database: Database,
    definitions: Definitions,
    indexes: Sequence[Index],
    collections: Sequence[str],
) -> dict[str, Mapping[str, Any]]:
    """What each collection is, or will be, created with; views are left out."""
    names = list(dict.fromkeys([*collections, *(index.collection for index in indexes)]))
    found = {name: definitions.collection(name).options() for name in names}
    async for entry in await database.handle.list_collections(filter={"name": {"$in": names}}):
        if entry.get("type") == "view":
            del found[entry["name"]]
        else:
            declared = found[entry["name"]] if entry["name"] in collections else {}
            found[entry["name"]] = {**entry.get("options", {}), **declared}
    return {
        name: {option: value for option, value in options.items() if option in _OPTIONS}
        for name, options in found.items()
    }


def _batches(
    options: Mapping[str, Mapping[str, Any]], indexes: Sequence[Index]
) -> list[list[Index]]:
    """The indexes of collections that are alike, as many together as can stand side by side."""
    batches: list[list[Index]] = []
    for index in indexes:
        fitting = (batch for batch in batches if _stands_beside(index, batch, options))
        batch = next(fitting, None)
        if batch is None:
            batches.append([index])
        else:
            batch.append(index)
    return batches


def _stands_beside(
    index: Index, batch: Sequence[Index], options: Mapping[str, Mapping[str, Any]]
) -> bool:
    alike = frozen(options[index.collection]) == frozen(options[batch[0].collection])
    return (
        alike
        and len(batch) < MOST_INDEXES - 1
        and not (index.is_text and any(other.is_text for other in batch))
        and all(other.name != index.name for other in batch)
        and all(frozen(dict(other.key)) != frozen(dict(index.key)) for other in batch)
    )


async def _refused(
    database: Database, scratch: str, options: Mapping[str, Any], indexes: Sequence[Index]
) -> bool:
    """Whether the server has anything against such a collection or one of these indexes."""
    try:
        create = {"createIndexes": scratch, "indexes": [index.spec() for index in indexes]}
        if await _command(database, {"create": scratch, **options}):
            return True
        return await _command(database, create) is not None
    finally:
        await _command(database, {"drop": scratch})


def _is_too_long(database: Database, collection: str) -> bool:
    return len(f"{database.name}.{collection}".encode()) > _LONGEST_NAME


async def _judged(
    database: Database,
    scratch: str,
    collection: str,
    options: Mapping[str, Any],
    indexes: Sequence[Index],
) -> list[LintFinding]:
    """What the server has against each index of one collection."""
    if _is_too_long(database, collection):
        text = f"the names of database and collection have more than {_LONGEST_NAME} bytes"
        return [LintFinding(collection, text, True)]
    try:
        if refused := await _command(database, {"create": scratch, **options}):
            return [LintFinding(collection, refusal(refused), True)]
        findings = []
        for index in indexes:
            create = {"createIndexes": scratch, "indexes": [index.spec()]}
            if refused := await _command(database, create):
                findings.append(LintFinding(index.label, refusal(refused), True))
        return findings
    finally:
        await _command(database, {"drop": scratch})


async def _clear(database: Database, now: int) -> None:
    """Drop what a run has left that died in the midst of a trial."""
    filter_ = {"name": {"$regex": f"^{_PREFIX}"}}
    async for entry in await database.handle.list_collections(filter=filter_):
        made = _NAME.fullmatch(entry["name"])
        if made and now - int(made[1]) > _LEFT_BEHIND_SECONDS:
            await _command(database, {"drop": entry["name"]})


async def _command(database: Database, command: dict[str, Any]) -> OperationFailure | None:
    """What the server has against a command; None when it did it."""
    try:
        await database.handle.command(command)
    except OperationFailure as error:
        if error.code == NOT_ALLOWED:
            raise _NotAllowed from error
        if is_unavailable(error):
            raise
        return None if "drop" in command and error.code == NAMESPACE_NOT_FOUND else error
    return None
