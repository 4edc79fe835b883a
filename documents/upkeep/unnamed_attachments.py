"""Attachments that no message names any more, uploads that have ended, and their files."""

from datetime import datetime

from documents.aggregates.attachments import releasing, storage
from documents.database import Database, collection_of, name_of
from documents.parts import Part, Removed
from documents.shapes.attachments import Attachment
from documents.shapes.base import PydanticObjectId
from documents.shapes.errors.chats import ChatBusy


async def remove_unnamed_attachments(
    database: Database, now: datetime, *, at_once: int = 100
) -> Removed:
    """Remove what is due, as many as there are, and the files that nothing has.

    They are found ``at_once`` at a time.
    """
    removed = Removed()
    more = True
    while more:
        due = await releasing.due_attachments(now, limit=at_once)
        # What cannot be seen to is left to the next sweep.
        more = len(due) == at_once
        for attachment in due:
            try:
                gone = await releasing.settle(attachment, now=now)
            except ChatBusy:
                more = False
            else:
                removed.documents[name_of(Attachment)] += gone
    removed.add(await remove_unheld_files(database, now))
    return removed


async def remove_unheld_files(database: Database, now: datetime) -> Removed:
    """Remove the files of attachments that nothing has, as many as there are."""
    removed = Removed()
    for file_id in await storage.find_expired_files(now):
        removed.add(await storage.remove_expired_file(database, file_id, now=now))
    return removed


async def parts_of_files_alone(chat_id: PydanticObjectId) -> list[Part]:
    """The files of a chat's attachments that no other chat's has, as parts to be weighed."""
    attachments = collection_of(Attachment)
    here = {"chat_id": chat_id}
    file_ids = [each["file_id"] async for each in attachments.find(here, {"file_id": 1})]
    elsewhere = {"file_id": {"$in": file_ids}, "chat_id": {"$ne": chat_id}}
    kept = {each["file_id"] async for each in attachments.find(elsewhere, {"file_id": 1})}
    return storage.STORE.parts_of([each for each in dict.fromkeys(file_ids) if each not in kept])


async def unheld_parts(now: datetime) -> list[Part]:
    """The files that ``remove_unheld_files`` looks at, as parts to be weighed."""
    return storage.STORE.parts_of(await storage.find_expired_files(now))
