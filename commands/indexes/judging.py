"""Has the server judge definitions before anything is built of them."""

from collections.abc import Sequence

from commands.indexes.output import Output, first_line
from commands.indexes.running import Target, open_database
from commands.shared.environment import read_settings
from documents.database import Database, DatabaseError, is_unavailable
from indexes import Definitions, Index
from indexes.declared.lint import LintFinding
from indexes.server.trial import Trial, try_definitions

_NO_SERVER = "The server was not asked: give --uri, or set MONGODB_URI."


async def judge(
    database: Database, target: Target, indexes: Sequence[Index], output: Output
) -> None:
    """Raise InvalidDefinition for an index that this server refuses."""
    trial = await try_definitions(database, target.load_definitions(), indexes)
    if trial.unasked:
        output.say(trial.unasked)
    trial.refuse()


async def asked(target: Target, definitions: Definitions, found: Sequence[LintFinding]) -> Trial:
    """What the server of ``--uri`` or MONGODB_URI has against what lint has let pass.

    Without one, or when that of MONGODB_URI does not answer, the trial says so.
    """
    if target.uri is None and read_settings().mongodb_uri is None:
        return Trial(unasked=_NO_SERVER)
    wrong = {each.label for each in found if each.error}
    indexes = [index for index in definitions.indexes if index.label not in wrong]
    try:
        async with open_database(target) as database:
            return await try_definitions(database, definitions, indexes)
    except DatabaseError as error:
        if target.uri is not None or not is_unavailable(error):
            raise
        return Trial(unasked=f"The server was not asked. {first_line(error)}")
