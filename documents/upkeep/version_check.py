"""What is wrong with the versions of a chat's messages."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from documents.aggregates.chats.reader import find_message
from documents.aggregates.chats.tool_calls import call_id_answered
from documents.aggregates.chats.version_archive import redact_archived, selected_id
from documents.database import collection_of, snapshot_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import StoredMessage
from documents.shapes.errors.chats import ChatMissing, MessageMissing
from documents.shapes.message_versions import MessageVersion


@dataclass(frozen=True)
class _Message:
    number: int
    versions: int
    selected: str
    is_redacted: bool


@dataclass(frozen=True)
class WrongVersions:
    """What is wrong with the versions of the message of a number."""

    number: int | None
    text: str
    tells_redacted: bool = False


class NamedVersions:
    """What a chat's messages say of their versions, held against those that are archived."""

    def __init__(self) -> None:
        self._messages: dict[str, _Message] = {}
        self._strays: dict[int, str] = {}

    def see(self, message: StoredMessage) -> None:
        """Take in the next message."""
        if "versions" in message:
            self._messages[message["id"]] = _Message(
                message["sequence_order"],
                message["versions"],
                selected_id(message),
                message.get("redacted_at") is not None,
            )

    @property
    def selected(self) -> dict[str, str]:
        """The selected version of each message that has some, by the messages' ids."""
        return {message_id: message.selected for message_id, message in self._messages.items()}

    def see_stray(self, message: StoredMessage) -> None:
        """Take in a message that answers a call which no message before it makes."""
        if (call_id := call_id_answered(message)) is not None:
            self._strays[message["sequence_order"]] = call_id

    async def answers_of_versions(self, chat_id: PydanticObjectId) -> set[int]:
        """The numbers of those that answer a call of a version which is not selected."""
        if not self._messages:
            return set()
        versions = collection_of(MessageVersion)
        return {
            number
            for number, call_id in self._strays.items()
            if await versions.find_one({"chat_id": chat_id, "tool_calls.id": call_id}, {"_id": 1})
        }

    async def wrong(self, chat_id: PydanticObjectId) -> AsyncIterator[WrongVersions]:
        """What is wrong; ``tells_redacted`` where a repair empties what was redacted."""
        waiting = dict(self._messages)
        pipeline: list[dict[str, Any]] = [
            {"$match": {"chat_id": chat_id}},
            {
                "$group": {
                    "_id": "$message_id",
                    "number": {"$min": "$sequence_order"},
                    "ids": {"$push": "$version_id"},
                    "says": {"$sum": {"$cond": [{"$eq": ["$redacted_at", None]}, 1, 0]}},
                }
            },
        ]
        async for group in snapshot_of(MessageVersion).aggregate(pipeline, allowDiskUse=True):
            number = group["number"]
            message = waiting.pop(group["_id"], None)
            if message is None:
                yield WrongVersions(number, f"versions of {number}, which has none")
            elif message.is_redacted and group["says"]:
                text = f"{number} is redacted, and {group['says']} of its versions are not"
                yield WrongVersions(number, text, tells_redacted=True)
            elif (there := len(set(group["ids"]) | {message.selected})) != message.versions:
                text = f"{there} versions of {number}, which counts {message.versions}"
                yield WrongVersions(number, text)
        for message in waiting.values():
            if message.versions > 1:
                text = f"1 version of {message.number}, which counts {message.versions}"
                yield WrongVersions(message.number, text)


async def empty_versions(chat_id: PydanticObjectId, number: int) -> bool:
    """Empty what versions say of a message that is redacted; whether it is one."""
    version = await collection_of(MessageVersion).find_one(
        {"chat_id": chat_id, "sequence_order": number}
    )
    if version is None:
        return False
    user_id = version["user_id"]
    try:
        message = (await find_message(user_id, chat_id, version["message_id"])).message
    except (ChatMissing, MessageMissing):
        return False
    if message.get("redacted_at") is None:
        return False
    await redact_archived(user_id, chat_id, message, message["redacted_at"])
    return True
