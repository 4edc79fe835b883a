"""The indexes the collections must have. One entry an index, with the query it serves.

To add one, write an entry and run ``threadkeep indexes plan``. To take one
away, delete its entry: ``sync`` leaves the index alone, ``prune`` removes it.
"""

from documents.shapes.state_tables import MISSION
from indexes.declared.model import Definitions, Index

_COUNTS = {f"counts.{role}": 1 for role in ("user", "assistant", "system", "tool", "status")}

INDEXES = [
    Index(
        "user_sessions",
        {"user_id": 1, "last_activity_at": -1, "_id": -1},
        serves="a user's sessions, newest activity first",
    ),
    Index(
        "user_sessions",
        {"user_id": 1, "status": 1, "last_activity_at": -1, "_id": -1},
        serves="a user's sessions of one status; the active session to resume",
    ),
    Index(
        "user_sessions",
        {"mission.$id": 1},
        unique=True,
        partial={"mission.$id": {"$exists": True}},
        serves="the session of a mission; a mission belongs to one session at most",
    ),
    Index(
        "user_sessions",
        {"status": 1, "status_changed_at": 1, "_id": 1},
        serves="the sweep: sessions that have been of one status since a time",
    ),
    Index(
        "user_sessions",
        {"deleted_at": 1},
        partial={"deleted_at": {"$type": "date"}},
        serves="deleted sessions whose removal is not finished",
    ),
    Index(
        "user_sessions",
        {"status": 1, "last_activity_at": 1, "_id": 1},
        serves="the sweep: sessions of one status without activity since a time",
    ),
    Index(
        "user_sessions",
        {"created_at": 1},
        serves="analytics: the sessions made in a period",
    ),
    Index(
        "chats",
        {"deleted_at": 1},
        partial={"deleted_at": {"$type": "date"}},
        serves="deleted chats whose removal is not finished",
    ),
    Index(
        "chats",
        {"user_id": 1, "created_at": 1, "_id": 1},
        serves="a user's chats in the order they were made, for the export",
    ),
    Index(
        "chats",
        {"session_id": 1, "counted_sequence": 1},
        serves="the chat of a session, to delete it; analytics: how many messages it has",
    ),
    Index(
        "chats",
        {"counted": 1, "user_id": 1},
        serves="analytics: chats with messages that are not counted yet",
    ),
    Index(
        "chat_buckets",
        {"chat_id": 1, "first_sequence": 1},
        unique=True,
        serves="a chat's sealed messages, paged backward; one bucket a first sequence",
    ),
    Index(
        "chat_buckets",
        {"chat_id": 1, "last_sequence": 1},
        serves="a chat's sealed messages, paged forward",
    ),
    Index(
        "chat_buckets",
        {"user_id": 1},
        serves="all of a user, to erase it",
    ),
    Index(
        "chat_buckets",
        {"chat_id": 1, "messages.id": 1},
        serves="a sealed message by its id",
    ),
    Index(
        "message_tallies",
        {"chat_id": 1, "at": 1},
        unique=True,
        serves="the tally of a chat's quarter of an hour; all of a chat, to delete them",
    ),
    Index(
        "message_tallies",
        {"at": 1, "user_id": 1, "hidden": 1, **_COUNTS},
        serves="analytics: messages and active users of a period, from the index alone",
    ),
    Index(
        "message_tallies",
        {"user_id": 1, "at": 1, "hidden": 1, **_COUNTS},
        serves="analytics: a user's messages of a period; all of a user, to erase it",
    ),
    Index(
        "missions",
        {"created_at": 1},
        serves="analytics: the missions made in a period",
    ),
    Index(
        "hops",
        {"tool_steps.created_at": 1},
        serves="analytics: the tool steps made in a period",
    ),
    Index(
        "hops",
        {"user_id": 1, "tool_steps.created_at": 1},
        serves="analytics: a user's tool steps made in a period; all of a user",
    ),
    Index(
        "missions",
        {"user_id": 1, "_id": -1},
        serves="a user's missions, newest first",
    ),
    Index(
        "missions",
        {"user_id": 1, "status": 1, "_id": -1},
        serves="a user's missions of one status, newest first",
    ),
    Index(
        "missions",
        {"user_id": 1, "name": 1},
        unique=True,
        partial={"status": {"$in": MISSION.unfinished()}, "deleted_at": None},
        serves="no two missions of one name that a user has not finished",
    ),
    Index(
        "missions",
        {"deleted_at": 1},
        partial={"deleted_at": {"$type": "date"}},
        serves="deleted missions whose removal is not finished",
    ),
    Index(
        "hops",
        {"mission_id": 1, "sequence_order": 1},
        serves="a mission's hops in order",
    ),
    Index(
        "hops",
        {"tool_steps.id": 1},
        serves="the hop of a tool step",
    ),
    Index(
        "hops",
        {"deleted_at": 1},
        partial={"deleted_at": {"$type": "date"}},
        serves="deleted hops whose removal is not finished",
    ),
    Index(
        "assets",
        {"scope_id": 1, "name": 1},
        unique=True,
        partial={"deleted_at": None},
        serves="a hop's own assets by name; one asset of a name in its scope",
    ),
    Index(
        "assets",
        {"scope_id": 1, "_id": -1},
        serves="a list of one mission's or one hop's assets, newest first",
    ),
    Index(
        "assets",
        {"mission_id": 1, "name": 1},
        serves="the assets of a mission and of its hops",
    ),
    Index(
        "assets",
        {"user_id": 1, "_id": -1},
        serves="a user's assets, newest first",
    ),
    Index(
        "assets",
        {"user_id": 1, "status": 1, "_id": -1},
        serves="a user's assets of one status, newest first",
    ),
    Index(
        "assets",
        {"user_id": 1, "role": 1, "_id": -1},
        serves="a user's assets of one role, newest first",
    ),
    Index(
        "assets",
        {"deleted_at": 1},
        partial={"deleted_at": {"$type": "date"}},
        serves="deleted assets whose removal is not finished",
    ),
    Index(
        "asset_files.chunks",
        {"files_id": 1, "n": 1},
        unique=True,
        serves="the chunks of an uploaded file in order, as GridFS has it",
    ),
    Index(
        "asset_files.files",
        {"metadata.user_id": 1},
        serves="all of a user's files, to erase them",
    ),
    Index(
        "asset_files.files",
        {"metadata.expires_at": 1},
        partial={"metadata.expires_at": {"$exists": True}},
        serves="uploaded files that no asset has any longer, or not yet",
    ),
]

DEFINITIONS = Definitions(INDEXES)
