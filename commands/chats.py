"""``threadkeep chats``: proving that chats are stored as they should be."""

import json
from collections.abc import AsyncIterator
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from commands.shared.environment import read_settings
from commands.shared.failures import CommandError
from commands.shared.interrupts import run_interruptibly
from services.settings import Settings

if TYPE_CHECKING:
    from documents.shapes.base import PydanticObjectId
    from documents.upkeep.checkpoint_check import CheckpointFinding
    from documents.upkeep.findings import Checked
    from documents.upkeep.quota_check import QuotaFinding
    from services.upkeep import UpkeepService

__all__ = ["register"]

KIND_OF_QUOTA = "attachment-quota"
KIND_OF_CHECKPOINTS = "checkpoints"

FOUND = 2
"""The exit status when something is wrong and not mended."""


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    group = typer.Typer(no_args_is_help=True)
    group.command("check")(check)
    group.command("convert")(convert)
    group.command("words")(words)
    app.add_typer(group, name="chats", help="Check, convert and complete how chats are stored.")


def check(
    chat: Annotated[
        str | None, typer.Argument(help="One chat's id.", show_default="every chat")
    ] = None,
    mend: Annotated[
        bool, typer.Option("--repair", help="Mend what can be mended without guessing.")
    ] = False,
    storage_only: Annotated[
        bool, typer.Option("--storage-only", help="Leave out tool calls and their answers.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a JSON object a line: findings, then a summary.")
    ] = False,
) -> None:
    """Check chats and their buckets: numbering, order, ids, sizes, sums, words, tool calls.

    Names each finding. The exit status is 0 when nothing is wrong or all of it was
    mended, and 2 when something is. The service may run meanwhile; only --repair
    changes anything: wrong sizes, bounds, owners and a last_sequence that is too
    low are set right, copies that a stopped sealing left and buckets without a chat
    are removed, the numbers of messages that are gone are recorded as lost, so that
    the chat goes on, and the greatest sealed ids are taken from the buckets. Sums of what
    messages cost become what they do, words for the search that are not those of the
    messages are made anew, and what attachments and checkpoints count to the quotas, which a
    check of every chat looks at, is counted anew. A checkpoint without a value that it had is
    told of, and a large value whose file is not whole. Repeated or malformed messages are not
    touched.
    """
    if run_interruptibly(_check(read_settings(), chat, mend, storage_only, as_json)):
        raise typer.Exit(FOUND)


def convert(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Change nothing, and tell what would be converted.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Convert what imports of older releases stored into messages of today.

    They packed parts, tool calls, names and other roles into the metadata of a message. Each
    becomes a field of its own; exports stay equal. The service may run meanwhile, in this
    release alone. Safe to stop and to run again: what is converted already is left as it is.
    """
    run_interruptibly(_convert(read_settings(), dry_run=dry_run, as_json=as_json))


def words(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Change nothing, and tell what has no words.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Give words for the search to what was stored without them.

    So that no user's first search after an upgrade has to read all of it. The service may run
    meanwhile. Safe to stop and to run again: what has words is left as it is.
    """
    run_interruptibly(_words(read_settings(), dry_run=dry_run, as_json=as_json))


async def _words(settings: Settings, *, dry_run: bool, as_json: bool) -> None:
    # Slow to import: after the cheap refusals.
    from commands.shared.command_services import command_services
    from commands.shared.progress import ProgressBar

    chats = buckets = 0
    with ProgressBar("Giving words") as progress:
        async with command_services(settings, "chats words", progress.tell) as services:
            async for filled in services.upkeep.fill_words(dry_run=dry_run):
                chats, buckets = filled.chats, filled.buckets
                progress.at(chats + buckets, f"{chats} chats, {buckets} buckets")
    if as_json:
        typer.echo(json.dumps({"chats": chats, "buckets": buckets}))
    else:
        done = "have no words" if dry_run else "got words"
        typer.echo(f"{chats} chats and {buckets} buckets of sealed messages {done}.")


async def _convert(settings: Settings, *, dry_run: bool, as_json: bool) -> None:
    # Slow to import: after the cheap refusals.
    from commands.shared.command_services import command_services
    from commands.shared.progress import ProgressBar
    from documents.shapes.errors.chats import ChatBusy

    sessions = messages = left = 0
    with ProgressBar("Converting") as progress:
        async with command_services(settings, "chats convert", progress.tell) as services:
            try:
                async for converted in services.upkeep.convert_chats(dry_run=dry_run):
                    sessions += 1
                    messages += converted.messages
                    left += converted.left
                    progress.at(sessions, f"{sessions} sessions, {messages} messages")
                    if converted.left:
                        chat = converted.chat_id
                        progress.tell(f"chat {chat}: {converted.left} messages have no role; left")
            except ChatBusy:
                raise CommandError("Others kept changing a chat; run it again.") from None
    if as_json:
        typer.echo(json.dumps({"sessions": sessions, "messages": messages, "left": left}))
    else:
        done = "to convert" if dry_run else "converted"
        typer.echo(f"{sessions} imported sessions: {messages} messages {done}, {left} left.")


async def _check(
    settings: Settings, chat: str | None, mend: bool, storage_only: bool, as_json: bool
) -> int:
    """Check and tell of it; give back how many findings were not mended."""
    # Slow to import: after the cheap refusals.
    from commands.shared.command_services import command_services

    chat_id = None if chat is None else _chat_id(chat)
    chats = messages = lost = found = mended = behind = 0
    warn = partial(typer.echo, err=True)
    async with command_services(settings, "chats check", warn) as services:
        upkeep = services.upkeep
        async for checked in _checked(upkeep, chat_id, conversations=not storage_only):
            chats += 1
            messages += checked.messages
            lost += checked.lost
            for finding in checked.findings:
                found += 1
                done = mend and await upkeep.repair(finding)
                mended += done
                if as_json:
                    told = {
                        "chat": str(finding.chat_id),
                        "kind": finding.kind.value,
                        "text": finding.text,
                        "place": finding.place,
                        "repaired": done,
                    }
                    typer.echo(json.dumps(told))
                else:
                    after = " (mended)" if done else ""
                    typer.echo(f"{finding.chat_id} {finding.kind.value}: {finding.text}{after}")
            if checked.behind and not (mend and await upkeep.catch_up(checked.chat_id)):
                behind += 1
        if chat_id is None:
            async for wrong in upkeep.check_quotas():
                found += 1
                done = mend and await upkeep.repair_quota(wrong)
                mended += done
                _tell_of_user(wrong, KIND_OF_QUOTA, done, as_json)
            async for unsound in upkeep.check_checkpoints():
                found += 1
                done = mend and await upkeep.repair_checkpoints(unsound)
                mended += done
                _tell_of_user(unsound, KIND_OF_CHECKPOINTS, done, as_json)
    if as_json:
        summary = {"chats": chats, "messages": messages, "findings": found, "repaired": mended}
        typer.echo(json.dumps({**summary, "lost": lost, "behind": behind}))
    else:
        known = f" {lost} messages are lost, as recorded." if lost else ""
        if behind:
            known += (
                f" In {behind} chats, sealed by an older release, an append with an id of the"
                " client's takes a command more, until --repair or as they grow."
            )
        typer.echo(f"{chats} chats, {messages} messages: {found} findings, {mended} mended.{known}")
    return found - mended


def _tell_of_user(
    wrong: "QuotaFinding | CheckpointFinding", kind: str, done: bool, as_json: bool
) -> None:
    if as_json:
        told = {"chat": None, "user": wrong.user_id, "kind": kind, "text": wrong.text}
        typer.echo(json.dumps({**told, "place": None, "repaired": done}))
    else:
        after = " (mended)" if done else ""
        typer.echo(f"user {wrong.user_id} {kind}: {wrong.text}{after}")


async def _checked(
    upkeep: "UpkeepService", chat_id: "PydanticObjectId | None", *, conversations: bool
) -> AsyncIterator["Checked"]:
    if chat_id is None:
        async for checked in upkeep.check_chats(conversations=conversations):
            yield checked
        return
    one = await upkeep.check_chat(chat_id, conversations=conversations)
    if one is None:
        raise CommandError(f"There is no chat {chat_id}.")
    yield one


def _chat_id(text: str) -> "PydanticObjectId":
    from documents.shapes.base import PydanticObjectId

    if not PydanticObjectId.is_valid(text):
        raise CommandError(f"{text!r} is no chat's id: 24 hex digits.")
    return PydanticObjectId(text)
