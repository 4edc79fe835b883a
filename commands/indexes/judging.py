"""Has the server judge definitions before anything is built of them."""

from collections.abc import Callable, Sequence

from commands.indexes.output import first_line
from commands.indexes.running import Target, open_database
from commands.shared.environment import read_settings
from documents.database import Database, DatabaseError, is_unavailable
from indexes import Definitions, Plan
from indexes.declared.lint import LintFinding
from indexes.server.trial import Trial, try_definitions

_NO_SERVER = "The server was not asked: give --uri, or set MONGODB_URI."


async def judge(database: Database, target: Target, plan: Plan, say: Callable[[str], None]) -> None:
    """Raise InvalidDefinition for what this server refuses; where it may not be asked, say so."""
    definitions = target.load_definitions()
    trial = await try_definitions(database, definitions, plan.tried, plan.optioned)
    if trial.unasked:
        say(trial.unasked)
    trial.refuse()


async def asked(target: Target, definitions: Definitions, found: Sequence[LintFinding]) -> Trial:
    """What the server of ``--uri`` or MONGODB_URI has against what lint has let pass.

    Without one, or when that of MONGODB_URI does not answer, the trial says so.
    """
    if target.uri is None and read_settings().mongodb_uri is None:
        return Trial(unasked=_NO_SERVER)
    wrong = {each.label for each in found if each.error}
    indexes = [index for index in definitions.indexes if index.label not in wrong]
    collections = [
        entry.name
        for entry in definitions.collections
        if entry.options() and entry.name not in wrong
    ]
    try:
        async with open_database(target) as database:
            return await try_definitions(database, definitions, indexes, collections)
    except DatabaseError as error:
        if target.uri is not None or not is_unavailable(error):
            raise
        return Trial(unasked=f"The server was not asked. {first_line(error)}")
