"""Letting go of attachments that no message names, and of their files.

What a message names no longer is let go of by claims (``naming``) that can store it no more: those
known to be stored, if they were so before the message was read, and those of appends, once the
message is there. One of an edit that is under way, or of a message that is not there yet, holds
for a day.

An attachment is deleted by its revision, so that a claim which comes at the same time is first,
or finds nothing. Then it lets go of its file, and then it goes: a stop in between is found by the
sweep. Whether a file is still had by another is seen to by whoever removes it (``storage``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from documents.aggregates.attachments.find import check_chat, of_chat
from documents.aggregates.attachments.naming import CLAIM_HOLDS, find_messages, versions_of
from documents.aggregates.attachments.references import references_of
from documents.aggregates.attachments.storage import AT_ONCE, let_go
from documents.database import collection_of, committed_in
from documents.shapes.attachments import Attachment, AttachmentFile, StoredAttachment
from documents.shapes.base import PydanticObjectId
from documents.shapes.errors.attachments import AttachmentInUse, AttachmentMissing
from documents.shapes.errors.chats import ChatBusy

TRIES = 20
MESSAGES_AT_ONCE = 10
"""How many messages are read at a time: each may be large."""

_SHOWN_IDS = 20


async def mark_due(user_id: str, chat_id: PydanticObjectId, message_id: str, now: datetime) -> bool:
    """Let the sweep look at the attachments of a message that is about to be changed, should its
    writer die meanwhile; whether there are any."""
    due = await collection_of(Attachment).update_many(
        {**of_chat(user_id, chat_id), "named_by.message_id": message_id},
        {"$set": {"expires_at": now}, "$inc": {"revision": 1}},
    )
    return bool(due.matched_count)


async def release(chat_id: PydanticObjectId, message_id: str, now: datetime) -> int:
    """Let go of the attachments that a message no longer names; how many were removed, as no
    other message names them."""
    named = {"chat_id": chat_id, "named_by.message_id": message_id}
    removed = 0
    for attachment in await committed_in(Attachment).find(named).to_list(None):
        removed += await settle(attachment, now=now, message_id=message_id)
    return removed


async def settle(
    attachment: StoredAttachment,
    *,
    now: datetime,
    message_id: str | None = None,
) -> bool:
    """Find out which messages name an attachment, or whether this one does; whether it was
    removed, as none does.

    Of an upload that is not complete: whether it had expired. Raises ChatBusy.
    """
    for _ in range(TRIES):
        if attachment["deleted_at"] is not None:
            return await remove({"_id": attachment["_id"]})
        if not attachment["is_complete"]:
            return await _settle_upload(attachment, now)
        # Read before the messages are.
        namings: list[dict[str, Any]] = attachment["named_by"]
        asked = [each for each in namings if message_id in (None, each["message_id"])]
        states = await _states(attachment, [each["message_id"] for each in asked])
        kept = [each for each in namings if each not in asked]
        for each in asked:
            state = states.get(each["message_id"])
            if state is not None and state.names:
                kept.append({**each, "is_stored": True})
            elif _may_be_stored_yet(each, state, now):
                kept.append(each)
        place = {"_id": attachment["_id"], "revision": attachment["revision"]}
        if kept:
            until = [each["at"] + CLAIM_HOLDS for each in kept if not each["is_stored"]]
            changed = await collection_of(Attachment).update_one(
                place,
                {
                    "$set": {"named_by": kept, "expires_at": max(until, default=None)},
                    "$inc": {"revision": 1},
                },
            )
            if changed.matched_count:
                return False
        else:
            expires_at = attachment["expires_at"]
            if not namings and expires_at is not None and expires_at > now:
                # No message has named it yet.
                return False
            if await remove(place):
                return True
        again = await committed_in(Attachment).find_one({"_id": attachment["_id"]})
        if again is None:
            return False
        attachment = again
    raise ChatBusy


@dataclass(frozen=True)
class _State:
    """A message that is there: whether it names the attachment, in any of its versions, and
    whether it may yet."""

    names: bool
    is_redacted: bool


async def _states(attachment: StoredAttachment, message_ids: list[str]) -> dict[str, _State]:
    states: dict[str, _State] = {}
    for start in range(0, len(message_ids), MESSAGES_AT_ONCE):
        found = await find_messages(
            attachment["user_id"],
            attachment["chat_id"],
            message_ids[start : start + MESSAGES_AT_ONCE],
        )
        names = {
            message_id: {each.attachment_id for each in references_of(message)}
            for message_id, message in found.items()
        }
        async for version in versions_of(attachment["chat_id"], found.values()):
            # It can be selected again.
            names[version["message_id"]] |= {each.attachment_id for each in references_of(version)}
        for message_id, message in found.items():
            is_redacted = message.get("redacted_at") is not None
            is_named = attachment["attachment_id"] in names[message_id] and not is_redacted
            states[message_id] = _State(is_named, is_redacted)
    return states


def _may_be_stored_yet(naming: Mapping[str, Any], state: _State | None, now: datetime) -> bool:
    """Whether the writer of a claim may still be about to store its message."""
    if naming["is_stored"] or naming["at"] + CLAIM_HOLDS <= now:
        return False
    return state is None or (naming["is_edit"] and not state.is_redacted)


async def _settle_upload(attachment: StoredAttachment, now: datetime) -> bool:
    file = await collection_of(AttachmentFile).find_one({"_id": attachment["file_id"]})
    expires_at = None if file is None else file["metadata"].get("expires_at")
    place = {"_id": attachment["_id"], "is_complete": False}
    if expires_at is None or expires_at <= now:
        return await remove(place)
    await collection_of(Attachment).update_one(place, {"$set": {"expires_at": expires_at}})
    return False


async def remove(condition: Mapping[str, Any]) -> bool:
    """Remove an attachment, if it fits the condition; its file is let go of."""
    gone = await collection_of(Attachment).find_one_and_update(
        dict(condition),
        {"$currentDate": {"deleted_at": True}, "$set": {"expires_at": AT_ONCE, "key": None}},
    )
    if gone is None:
        return False
    await let_go(gone["file_id"])
    await collection_of(Attachment).delete_one({"_id": gone["_id"]})
    return True


async def delete_attachment(
    user_id: str,
    chat_id: PydanticObjectId,
    attachment_id: PydanticObjectId,
    *,
    now: datetime,
) -> None:
    """Remove an attachment that no message names, or an upload.

    Raises ChatMissing, AttachmentMissing, AttachmentInUse, and ChatBusy.
    """
    await check_chat(user_id, chat_id)
    for _ in range(TRIES):
        found = await committed_in(Attachment).find_one(of_chat(user_id, chat_id, attachment_id))
        if found is None:
            raise AttachmentMissing
        place = {"_id": found["_id"], "revision": found["revision"]}
        if not found["named_by"]:
            if await remove(place):
                return
            continue
        if await settle(found, now=now):
            return
        still = await committed_in(Attachment).find_one({"_id": found["_id"]}, {"named_by": 1})
        if still is not None and still["named_by"]:
            ids = dict.fromkeys(each["message_id"] for each in still["named_by"])
            raise AttachmentInUse(list(ids)[:_SHOWN_IDS])
    raise ChatBusy


async def remove_attachments_of(chat_id: PydanticObjectId) -> int:
    """Remove all attachments and uploads of a chat; how many there were."""
    found = collection_of(Attachment).find({"chat_id": chat_id}, {"_id": 1})
    # All ids first: a cursor that waits for what each has is closed by the server.
    ids = [each["_id"] async for each in found]
    return sum([await remove({"_id": each}) for each in ids])


async def due_attachments(now: datetime, *, limit: int = 0) -> list[StoredAttachment]:
    """The attachments that the sweep has to look at; all of them, if ``limit`` is 0."""
    due = {"expires_at": {"$type": "date", "$lte": now}}
    found = committed_in(Attachment).find(due).limit(limit)
    return [attachment async for attachment in found]
