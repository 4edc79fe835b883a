"""Mending what a check found, where what is right is certain; safe beside live writers.

Sizes and bounds are computed again by the server from the messages as they are at
that instant, the greatest sealed ids from the buckets, sums of what messages cost by the
difference that was found. An abandoned copy is discarded
only where the Chat has all that it has, and once no sealer can commit it any more. The
numbers of messages that are nowhere any more are recorded as lost. Messages that are
repeated, malformed or in a wrong place are left for a person, and so are the buckets of
a chat that was lost.
"""

from typing import Any

from documents.aggregates.chats.buckets import NAMES_OF_MESSAGES, NO_GUARD, is_copy, stray_of
from documents.aggregates.chats.sealed_max import catch_up
from documents.aggregates.forks.unfinished import discard
from documents.database import collection_of, committed_in
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat, ChatBucket
from documents.upkeep.attachment_faults import AttachmentFault, mend_naming
from documents.upkeep.findings import ChatFault, ChatFinding
from documents.upkeep.lost_streams import forget_stream
from documents.upkeep.usage_check import UsageFault, mend_usage
from documents.upkeep.version_check import empty_versions
from documents.upkeep.word_check import mend_words_of_bucket, mend_words_of_chat

_BYTES = {"$sum": {"$map": {"input": "$messages", "in": {"$bsonSize": "$$this"}}}}


async def repair(finding: ChatFinding) -> bool:
    """Mend one finding, if that takes no guessing; whether it is mended now."""
    chat_id, bucket = finding.chat_id, {"_id": finding.bucket_id}
    match finding.kind:
        case ChatFault.GAP:
            return await _record_lost(finding)
        case ChatFault.FOUND_AGAIN:
            # What of it is still missing the next check finds, and it is recorded anew.
            known = {"first": finding.place, "last": finding.last_place}
            forgotten = await collection_of(Chat).update_one(
                {"_id": chat_id, "lost": known}, {"$pull": {"lost": known}}
            )
            return forgotten.modified_count == 1
        case ChatFault.TAIL_BYTES:
            return await _set(Chat, {"_id": chat_id}, {"tail_bytes": _BYTES})
        case ChatFault.BUCKET_BYTES:
            return await _set(ChatBucket, bucket, {"bytes": _BYTES})
        case ChatFault.LAST_SEQUENCE:
            newest = {"$max": "$messages.sequence_order"}
            last = {"$max": ["$last_sequence", newest]}
            return await _set(Chat, {"_id": chat_id}, {"last_sequence": last})
        case ChatFault.BUCKET_BOUNDS:
            return await _mend_last_sequence(finding)
        case ChatFault.BUCKET_OWNER:
            chat = await collection_of(Chat).find_one({"_id": chat_id}, {"user_id": 1})
            owner = {} if chat is None else {"user_id": {"$literal": chat["user_id"]}}
            return bool(owner) and await _set(ChatBucket, bucket, owner)
        case ChatFault.SEALED_MAX:
            return await catch_up(chat_id, afresh=True) is not None
        case ChatFault.WORDS if finding.bucket_id is None:
            return await mend_words_of_chat(chat_id)
        case ChatFault.WORDS:
            return await mend_words_of_bucket(finding.bucket_id)
        case ChatFault.STREAM_LOST:
            return finding.place is not None and await forget_stream(chat_id, finding.place)
        case ChatFault.VERSION_NOT_REDACTED:
            return finding.place is not None and await empty_versions(chat_id, finding.place)
        case ChatFault.UNFINISHED_FORK:
            return bool((await discard(chat_id)).documents)
        case ChatFault.ATTACHMENT_UNCLAIMED | ChatFault.ATTACHMENT_UNNAMED:
            fault = finding.detail
            return isinstance(fault, AttachmentFault) and await mend_naming(chat_id, fault)
        case ChatFault.USAGE | ChatFault.USAGE_TALLY:
            wrong = finding.detail
            return isinstance(wrong, UsageFault) and await mend_usage(chat_id, wrong)
        case ChatFault.ABANDONED_COPY:
            return await _discard_copy(finding)
        case ChatFault.ORPHAN_BUCKETS:
            if await committed_in(Chat).find_one({"_id": chat_id}, {"_id": 1}) is not None:
                return False
            # By its id: others of the chat may just be coming back from a backup.
            stray = {"_id": await stray_of(chat_id)}
            removed = await collection_of(ChatBucket).delete_one(stray)
            return removed.deleted_count == 1
        case _:
            return False


async def _set(
    model: type[Chat] | type[ChatBucket], condition: dict[str, Any], values: dict[str, Any]
) -> bool:
    result = await collection_of(model).update_one(condition, [{"$set": values}])
    return result.matched_count == 1


async def _record_lost(finding: ChatFinding) -> bool:
    """Record a range as lost, if none of it is anywhere among what the chat has stored.

    A bucket with other bounds than its messages may hold some of it. One that comes back
    later, from a backup, is read all the same: the record hides nothing.
    """
    if finding.last_place is None:
        return False
    numbers = {"$gte": finding.place, "$lte": finding.last_place}
    some = {"messages": {"$elemMatch": {"sequence_order": numbers}}}
    bucket = {"chat_id": finding.chat_id, **some}
    if await committed_in(ChatBucket).find_one(bucket, {"_id": 1}) is not None:
        return False
    lost = {"first": finding.place, "last": finding.last_place}
    recorded = await collection_of(Chat).update_one(
        {
            "_id": finding.chat_id,
            "deleted_at": None,
            "last_sequence": {"$gte": finding.last_place},
            "$nor": [some],
        },
        {"$addToSet": {"lost": lost}},
    )
    return recorded.matched_count == 1


async def _mend_last_sequence(finding: ChatFinding) -> bool:
    """A bucket's ``last_sequence``, if its messages run on from its first without gaps
    to what is sealed at most; anything else about its bounds is left alone."""
    chat = await collection_of(Chat).find_one({"_id": finding.chat_id}, {"sealed_sequence": 1})
    buckets = collection_of(ChatBucket)
    bucket = await buckets.find_one({"_id": finding.bucket_id})
    if chat is None or bucket is None or not bucket["messages"]:
        return False
    numbers = [message.get("sequence_order") for message in bucket["messages"]]
    first, last = bucket["first_sequence"], numbers[-1]
    if numbers != list(range(first, first + len(numbers))) or last > chat["sealed_sequence"]:
        return False
    result = await buckets.update_one(
        {"_id": finding.bucket_id, "messages.sequence_order": last, "first_sequence": first},
        [{"$set": {"last_sequence": {"$max": "$messages.sequence_order"}}}],
    )
    return result.matched_count == 1


async def _discard_copy(finding: ChatFinding) -> bool:
    chat_id: PydanticObjectId = finding.chat_id
    chat = await committed_in(Chat).find_one(
        {"_id": chat_id}, {"sealed_sequence": 1, "edit_count": 1, **NAMES_OF_MESSAGES}
    )
    # A redaction may have put its guard there meanwhile.
    found = {"_id": finding.bucket_id, "first_sequence": finding.place, **NO_GUARD}
    copy = await committed_in(ChatBucket).find_one(found, NAMES_OF_MESSAGES)
    if chat is None or copy is None or copy["first_sequence"] <= chat["sealed_sequence"]:
        return False
    if not is_copy(copy, chat):
        return False
    # From here on no sealer that knows this copy can commit it: each commit asks for
    # the edit_count that its sealer has read.
    held = await collection_of(Chat).update_one(
        {
            "_id": chat_id,
            "sealed_sequence": chat["sealed_sequence"],
            "edit_count": chat["edit_count"],
        },
        {"$inc": {"edit_count": 1}},
    )
    if held.matched_count != 1:
        return False
    removed = await collection_of(ChatBucket).delete_one(
        {**found, "source_edit_count": {"$lte": chat["edit_count"]}}
    )
    return removed.deleted_count == 1
