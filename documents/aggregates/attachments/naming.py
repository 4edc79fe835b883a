"""Naming attachments in messages: nothing is removed that a message names, whoever is faster.

An attachment and the messages that name it are different documents, and no transaction spans
them: one whose process is killed would hold the chat. So a writer claims the attachment first,
then stores the message, then says that it is stored. A claim holds an attachment for a day,
whatever becomes of the writer; after that the sweep looks whether the message is there and names
it. How an attachment is let go of: ``releasing``.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from documents.aggregates.attachments.find import check_chat, of_chat
from documents.aggregates.attachments.references import Reference, references_of
from documents.aggregates.chats.reader import sealed_with_ids
from documents.aggregates.chats.version_archive import StoredVersion, selected_id
from documents.database import DatabaseError, collection_of, committed_in
from documents.shapes.attachments import MAX_NAMED_BY, Attachment, AttachmentNaming
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat, StoredMessage
from documents.shapes.errors.chats import AttachmentRefused, ChatBusy, ChatError
from documents.shapes.message_versions import MessageVersion
from documents.shapes.messages import plain_message

CLAIM_HOLDS = timedelta(days=1)
"""No writer takes so long between his claim and his message."""


def named_in(messages: Iterable[Mapping[str, Any]]) -> bool:
    """Whether any of the messages names an attachment."""
    return any(references_of(message) for message in messages)


@dataclass
class Claims:
    """What a writer has claimed; ``repeated`` where what he stored had been stored before."""

    chat_id: PydanticObjectId
    claim_id: PydanticObjectId
    by_message: dict[str, list[PydanticObjectId]] = field(default_factory=dict)
    repeated: bool = False


@asynccontextmanager
async def naming(
    user_id: str,
    chat_id: PydanticObjectId,
    messages: Mapping[str, Mapping[str, Any]],
    *,
    now: datetime,
    is_edit: bool = False,
    refuses: bool = True,
    is_stored: Callable[[], Awaitable[bool]] | None = None,
) -> AsyncIterator[Claims]:
    """While it lasts messages of the chat, by their ids, may be stored that name attachments.

    Without ``refuses`` names of attachments that the chat does not have are let pass, as those in
    an imported conversation are. Nothing is refused to a message that is stored already, nor to
    an edit that ``is_stored`` says is. Raises ChatMissing, AttachmentRefused.
    """
    claims = Claims(chat_id, PydanticObjectId())
    try:
        for place, (message_id, message) in enumerate(messages.items()):
            references = references_of(message)
            ids = list({each.attachment_id for each in references})
            if not ids:
                continue
            claims.by_message[message_id] = ids
            claim = AttachmentNaming(
                message_id=message_id, claim_id=claims.claim_id, at=now, is_edit=is_edit
            )
            held = await _claim(user_id, chat_id, ids, claim)
            if held < len(ids) and refuses:
                await check_chat(user_id, chat_id)
                # Then it is stored, or refused for another reason.
                if is_stored is not None and await is_stored():
                    break
                if not is_edit and await find_messages(user_id, chat_id, list(messages)):
                    break
                await _refuse(user_id, chat_id, place, references)
        yield claims
    except Exception as error:
        # A service tells of a refusal with what the caller missed.
        refusal = getattr(error, "refusal", error)
        if isinstance(refusal, ChatError) and not isinstance(refusal, ChatBusy):
            with suppress(DatabaseError):
                await _withdraw(claims)
        raise
    # Should it fail, the sweep finds out by itself.
    with suppress(DatabaseError):
        if claims.repeated:
            await _withdraw(claims)
        else:
            await _note_stored(claims)


async def _claim(
    user_id: str,
    chat_id: PydanticObjectId,
    ids: list[PydanticObjectId],
    claim: AttachmentNaming,
) -> int:
    claimed = await collection_of(Attachment).update_many(
        {
            **of_chat(user_id, chat_id),
            "attachment_id": {"$in": ids},
            "is_complete": True,
            f"named_by.{MAX_NAMED_BY - 1}": {"$exists": False},
        },
        {
            "$push": {"named_by": claim.model_dump()},
            "$max": {"expires_at": claim.at + CLAIM_HOLDS},
            "$inc": {"revision": 1},
        },
    )
    return int(claimed.matched_count)


async def _refuse(
    user_id: str, chat_id: PydanticObjectId, place: int, references: Sequence[Reference]
) -> None:
    """Raise AttachmentRefused for the message at a place."""
    there = committed_in(Attachment).find(
        {
            **of_chat(user_id, chat_id),
            "attachment_id": {"$in": [each.attachment_id for each in references]},
            "is_complete": True,
        },
        {"attachment_id": 1},
    )
    known = {found["attachment_id"] async for found in there}
    missing = [each for each in references if each.attachment_id not in known]
    refused = (missing or references)[0]
    why = (
        "names no attachment of this chat whose upload is complete"
        if missing
        else f"names an attachment that {MAX_NAMED_BY} messages name, as many as may"
    )
    raise AttachmentRefused(place, refused.path, why)


async def _withdraw(claims: Claims) -> None:
    """Take claims back of messages that were certainly not stored by them."""
    for ids in claims.by_message.values():
        await collection_of(Attachment).update_many(
            {"chat_id": claims.chat_id, "attachment_id": {"$in": ids}},
            {"$pull": {"named_by": {"claim_id": claims.claim_id}}, "$inc": {"revision": 1}},
        )


async def _note_stored(claims: Claims) -> None:
    """Let the claim of each message stand for all of it that were stored before."""
    is_ours = {"$eq": ["$$this.claim_id", claims.claim_id]}
    all_stored = {"$allElementsTrue": ["$named_by.is_stored"]}
    for message_id, ids in claims.by_message.items():
        is_earlier = {
            "$and": [
                {"$eq": ["$$this.message_id", {"$literal": message_id}]},
                {"$not": [is_ours]},
                "$$this.is_stored",
            ]
        }
        others = {"$filter": {"input": "$named_by", "cond": {"$not": [is_earlier]}}}
        is_stored = {"is_stored": {"$or": ["$$this.is_stored", is_ours]}}
        marked = {"$map": {"input": others, "in": {"$mergeObjects": ["$$this", is_stored]}}}
        await collection_of(Attachment).update_many(
            {
                "chat_id": claims.chat_id,
                "attachment_id": {"$in": ids},
                "named_by.claim_id": claims.claim_id,
            },
            [
                {"$set": {"named_by": marked}},
                {
                    "$set": {
                        "expires_at": {"$cond": [all_stored, None, "$expires_at"]},
                        "revision": {"$add": ["$revision", 1]},
                    }
                },
            ],
        )


async def find_messages(
    user_id: str, chat_id: PydanticObjectId, message_ids: list[str]
) -> dict[str, StoredMessage]:
    """The messages of a chat, deleted or not, that have one of the ids, by id."""
    chat = await committed_in(Chat).find_one(
        {"_id": chat_id, "user_id": user_id},
        {
            "messages": {
                "$filter": {
                    "input": "$messages",
                    "cond": {"$in": ["$$this.id", {"$literal": message_ids}]},
                }
            }
        },
    )
    if chat is None:
        return {}
    here = {message["id"]: message for message in chat["messages"]}
    if len(here) < len(set(message_ids)):
        # What is not in the Chat was sealed before, or is not there.
        sealed = await sealed_with_ids(user_id, chat_id, message_ids)
        here = {message["id"]: message for message in sealed} | here
    return {message_id: plain_message(message) for message_id, message in here.items()}


async def versions_of(
    chat_id: PydanticObjectId, messages: Iterable[StoredMessage]
) -> AsyncIterator[StoredVersion]:
    """What messages of a chat said in the versions that are not selected, as far as they are there.

    To be asked after the messages were read: what one said is archived before it changes.
    """
    selected = {
        message["id"]: selected_id(message) for message in messages if "versions" in message
    }
    if not selected:
        return
    archived = committed_in(MessageVersion).find(
        {"chat_id": chat_id, "message_id": {"$in": list(selected)}},
        {"message_id": 1, "version_id": 1, "sequence_order": 1, "content": 1},
    )
    async for version in archived:
        if version["version_id"] != selected[version["message_id"]]:
            yield plain_message(version)
