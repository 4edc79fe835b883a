"""Chats with ids of one kind, most of it sealed."""

from collections.abc import Callable

from documents.aggregates.chats.limits import SealingLimits
from documents.database import Database
from tests.documents.aggregates.chats.engine import Engine, said
from tests.documents.aggregates.chats.ids import uuid7
from tests.documents.upkeep.support import looked_at

BY_FOURS = SealingLimits(piece_messages=4, piece_bytes=1_000_000)
ONE = (["update"], ["findAndModify"])
"""The commands of an append that takes one."""


async def a_chat(database: Database, of: Callable[[int], str] = uuid7, number: int = 20) -> Engine:
    """A chat with ids of one kind, in their order; most of it is sealed."""
    chat = await Engine.made(database, limits=BY_FOURS)
    for n in range(number):
        await chat.append(said(f"message {n}", of(n)))
    await chat.seal()
    assert (await chat.raw())["sealed_sequence"] == 16
    return chat


def restarted(chat: Engine) -> Engine:
    """Another process on the same chat."""
    return Engine(chat.database, chat.chat_id, limits=chat.limits)


async def holds(chat: Engine) -> None:
    """Each id that is counted in is at most the greatest of its order; none is there twice."""
    checked = await looked_at(chat)
    assert checked.findings == []
