"""By which fields each collection is distributed over the shards of a cluster.

The service does not ask whether there are shards: a replica set is a cluster of one. What
makes it fit for more is that its commands carry these fields, which the tests hold
(``pytest --queries``). ``threadkeep indexes sharding`` prints the calls for mongosh.

``user_id`` alone is the key of what a user has in numbers that people make: what is
unique there is so for a user, and a unique index must begin with the whole key. What grows
without an end, messages and the bytes of files, is distributed by the chat or the file and
a place in it.
"""

import json

from documents.database import name_of
from documents.shapes.asset_files import AssetFileChunk
from documents.shapes.assets import Asset
from documents.shapes.attachments import AttachmentFileChunk
from documents.shapes.chats import Chat, ChatBucket
from documents.shapes.checkpoints import CheckpointFileChunk
from documents.shapes.hops import Hop
from documents.shapes.message_tallies import MessageTally
from documents.shapes.missions import Mission
from documents.shapes.sessions import UserSession

SHARD_KEYS: dict[str, tuple[str, ...]] = {
    name_of(UserSession): ("user_id",),
    name_of(Chat): ("user_id",),
    name_of(ChatBucket): ("chat_id", "first_sequence"),
    name_of(Mission): ("user_id",),
    name_of(Hop): ("user_id",),
    name_of(Asset): ("user_id",),
    name_of(MessageTally): ("chat_id", "at"),
    name_of(AssetFileChunk): ("files_id", "n"),
    name_of(AttachmentFileChunk): ("files_id", "n"),
    name_of(CheckpointFileChunk): ("files_id", "n"),
}
"""All others are on one shard, the database's primary one."""


def sharding_script(database_name: str) -> str:
    """The calls for mongosh, at a router, that distribute the collections of a database.

    Each may run again: what is distributed already by the same key stays as it is.
    """
    lines = [
        "// Distributes Threadkeep's collections over the shards of a cluster. Made by",
        "// `threadkeep indexes sharding`; run it with mongosh at a mongos, after",
        "// `threadkeep indexes sync`, which makes the indexes that the keys need.",
        f"sh.enableSharding({json.dumps(database_name)});",
    ]
    for name, key in SHARD_KEYS.items():
        namespace = json.dumps(f"{database_name}.{name}")
        fields = ", ".join(f"{field}: 1" for field in key)
        lines.append(f"sh.shardCollection({namespace}, {{ {fields} }});")
    return "\n".join(lines) + "\n"
