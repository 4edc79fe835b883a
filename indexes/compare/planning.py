"""Makes the plan for a database."""

from dataclasses import replace

from documents.database import Database
from documents.release import this_release
from indexes.compare.comparison import Comparison
from indexes.compare.data_loss import refuse_data_loss
from indexes.compare.plan import Operation, Plan
from indexes.declared.lint import refuse_impossible
from indexes.declared.model import Definitions
from indexes.definitions import DEFINITIONS
from indexes.server.facts import collection_sizes, read_collections
from indexes.server.ledger import read_ledger


async def make_plan(
    database: Database,
    definitions: Definitions = DEFINITIONS,
    *,
    release: str = "",
    allow_gap: bool = False,
    adopt: bool = False,
    allow_data_loss: bool = False,
    collections: list[str] | None = None,
) -> Plan:
    """What would change, in the order in which it is done. Reads only.

    ``allow_gap`` and ``adopt`` are those of Comparison; ``collections`` limits it to some of
    the declared ones. Raises InvalidDefinition for what no server would take, and
    DatabaseError when the server does not answer.
    """
    refuse_impossible(definitions)
    ledger = await read_ledger(database, release or this_release())
    names = collections or definitions.names
    # Of a collection that is not declared any more only remarks can be made.
    if collections is None and not definitions.limited:
        names = [*names, *ledger.collections]
    facts = await read_collections(database, names)
    comparison = Comparison(database, definitions, ledger, allow_gap=allow_gap, adopt=adopt)
    plan = await comparison.plan(facts)
    if not allow_data_loss:
        plan = await refuse_data_loss(database, plan)
    return replace(plan, operations=sorted(plan.operations, key=lambda each: each.turn))


async def with_sizes(database: Database, plan: Plan) -> Plan:
    """The plan with documents and bytes, and builds over many documents marked slow."""
    sizes = await collection_sizes(database, [each.collection for each in plan.operations])
    operations = [
        each.sized(*sizes[each.collection]) if each.collection in sizes else each
        for each in plan.operations
    ]
    return replace(plan, operations=operations)


async def differences(
    database: Database, definitions: Definitions = DEFINITIONS
) -> tuple[Operation, ...]:
    """What separates the database from the definitions; empty when it is in step.

    Cheap: one find, one listCollections, for each collection a listIndexes and an
    $indexStats, and an explain for each partial filter. ``operation.text`` is a line for a
    log. A build that has not ended counts as a difference. Raises DatabaseError when the
    server does not answer.
    """
    plan = await make_plan(database, definitions, collections=definitions.names)
    return tuple(plan.operations)
