"""Forks made by the engine itself, without HTTP."""

from typing import Any

from documents.aggregates.forks.make import NewFork, make_fork
from documents.shapes.base import PydanticObjectId
from tests.documents.aggregates.chats.engine import Engine

left: list[PydanticObjectId] = []
"""The forks that were begun and given up."""


async def forked(chat: Engine, through: int | None = None, **options: Any) -> Engine:
    """A fork of a chat."""
    head = await make_fork(
        chat.database,
        chat.user_id,
        NewFork(chat.chat_id, through),
        now=chat.now,
        limits=chat.limits,
        leave=left.append,
        **options,
    )
    return Engine(chat.database, head.id, user_id=chat.user_id, limits=chat.limits, now=chat.now)
