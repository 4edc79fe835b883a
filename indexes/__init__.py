"""The indexes the collections must have, and the command that makes it so.

For the rest of the program::

    await indexes.sync(database)           # make it so, quietly; writes nothing when it is
    await indexes.differences(database)    # what is not so, cheap; empty when in step

Both take other definitions as their second argument. The errors are those of
``indexes.errors``.
"""

from documents.leases import LeaseHeld, LeaseLost
from indexes.apply.builds import Patience
from indexes.apply.sync import Report, SyncOptions, sync
from indexes.compare.plan import Operation, OperationKind, Plan, Remark, Risk
from indexes.compare.planning import differences, make_plan
from indexes.declared.model import (
    Capped,
    Collection,
    Definitions,
    Index,
    InvalidDefinition,
    TimeSeries,
)
from indexes.definitions import DEFINITIONS
from indexes.errors import (
    BuildStillRuns,
    DuplicatesFound,
    IndexesError,
    MembersDown,
    PlanRefused,
    StalePlan,
    WrongDatabase,
)

__all__ = [
    "DEFINITIONS",
    "BuildStillRuns",
    "Capped",
    "Collection",
    "Definitions",
    "DuplicatesFound",
    "Index",
    "IndexesError",
    "InvalidDefinition",
    "LeaseHeld",
    "LeaseLost",
    "MembersDown",
    "Operation",
    "OperationKind",
    "Patience",
    "Plan",
    "PlanRefused",
    "Remark",
    "Report",
    "Risk",
    "StalePlan",
    "SyncOptions",
    "TimeSeries",
    "WrongDatabase",
    "differences",
    "make_plan",
    "sync",
]
