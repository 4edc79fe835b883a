"""What is stored of chats with versions, forks and attachments, held against plain lists."""

from dataclasses import dataclass
from datetime import timedelta

from documents.aggregates.attachments.naming import CLAIM_HOLDS
from documents.database import Database
from documents.shapes.base import PydanticObjectId
from documents.upkeep.check import check_chat
from documents.upkeep.sweep import sweep
from services.wiring import Services
from tests.api.chats.forks_model import KnownChat
from tests.documents.upkeep.test_sweep import PERIODS
from tests.queries import look
from tests.support import SetClock


@dataclass(frozen=True)
class StoredChats:
    """What is stored of one user; ``chats`` and ``bytes``, of each attachment, are what there
    must be."""

    services: Services
    user: str
    clock: SetClock
    chats: dict[PydanticObjectId, KnownChat]
    bytes: dict[PydanticObjectId, bytes]

    @property
    def database(self) -> Database:
        """Where it is stored."""
        return self.services.database

    async def attachments_of(self, chat_id: PydanticObjectId) -> set[PydanticObjectId]:
        """The attachments that a chat has, whether a message names them or not."""
        page = await self.services.attachments.list_of_chat(
            self.user, chat_id, cursor=None, limit=500
        )
        return {each["attachment_id"] for each in page.items if each["is_complete"]}

    async def forks_of(self, chat_id: PydanticObjectId) -> set[PydanticObjectId]:
        page = await self.services.forks.get_forks(self.user, chat_id, cursor=None, limit=500)
        return {listed.head.id for listed in page.items}

    async def is_known(self, chat: KnownChat) -> None:
        page = await self.services.messages.get_messages_after(self.user, chat.id, 0, limit=500)
        assert [
            (m["id"], m["content"], m.get("versions", 1), "redacted_at" in m) for m in page.messages
        ] == [(m.id, m.versions[m.selected], len(m.versions), m.is_redacted) for m in chat.messages]
        for message in chat.messages:
            if len(message.versions) > 1:
                shown = await self.services.versions.get_versions(
                    self.user, chat.id, message.id, cursor=None, limit=500
                )
                found = {v.version["version_id"]: v.version["content"] for v in shown.items}
                assert found == message.versions
                (selected,) = [v.version["version_id"] for v in shown.items if v.is_selected]
                assert selected == message.selected
        head = await self.services.chats.get_chat(self.user, chat.id)
        assert (head.usage.messages, head.usage.output_tokens) == chat.spent
        for attachment_id in chat.named:
            found = await self.services.attachments.get_complete(self.user, chat.id, attachment_id)
            file = self.services.attachments.read_file(found["file_id"], 0, found["bytes"] - 1)
            assert b"".join([part async for part in file]) == self.bytes[attachment_id]
        children = {other.id for other in self.chats.values() if other.parent == chat.id}
        assert await self.forks_of(chat.id) == children
        checked = await check_chat(chat.id, now=self.clock())
        assert checked is not None
        assert checked.findings == []

    async def is_all(self) -> None:
        """All chats are as they are known to be, and nothing else is stored."""
        for chat in self.chats.values():
            await self.is_known(chat)
        await sweep(self.database, PERIODS, now=self.clock() + CLAIM_HOLDS + timedelta(days=1))
        await self.no_file_is_left_over()
        for name in ("chat_buckets", "message_versions", "usage_tallies"):
            collection = look(self.database[name])
            found = await collection.distinct("chat_id", {"user_id": self.user})
            assert set(found) <= self.chats.keys()
        assert await look(self.database["unfinished_forks"]).count_documents({}) == 0
        for message_id in {m.id for c in self.chats.values() for m in c.messages if m.is_redacted}:
            redacted = {
                c.id
                for c in self.chats.values()
                for m in c.messages
                if m.id == message_id and m.is_redacted
            }
            left = look(self.database["message_versions"]).find(
                {"message_id": message_id, "chat_id": {"$in": list(redacted)}}
            )
            assert {version["content"] async for version in left} <= {""}

    async def no_file_is_left_over(self) -> None:
        """Each chat has the attachments that its messages name, and each content is there once."""
        for chat in self.chats.values():
            assert await self.attachments_of(chat.id) == chat.named
        named = set().union(*(chat.named for chat in self.chats.values()))
        contents = {self.bytes[each] for each in named}
        files = look(self.database["attachment_files.files"])
        found = await files.find({"metadata.user_id": self.user}).to_list(None)
        assert sorted(each["length"] for each in found) == sorted(map(len, contents))
        quota = await look(self.database["attachment_usage"]).find_one({"_id": self.user})
        assert (quota or {"bytes": 0})["bytes"] == sum(map(len, contents))
