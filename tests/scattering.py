"""What may go to every shard of a cluster, and why (``tests.targeting``). The list shrinks.

A read of a few documents by every shard is slow and right; a write of one by its ``_id`` alone
is sent to all, of which one has it. What is written so is upkeep, or is yet to carry its
user (ADR 29 names it).
"""

from tests.targeting import Scatters

_BY_ID = "a step beside the requests that knows the document by its id"
_SWEEP = "the sweep looks for what time has made due, of all users"
_ALL = "analytics, checks and counts of all users"
_MARKS = "a removal goes on with what is marked, wherever it is"
_ERASURE = "all of a user, to count, export or erase it"

SCATTERING: list[Scatters] = [
    # Known by an id that came from another document.
    *(
        Scatters(collection, kind, "_id", _BY_ID)
        for collection in ("user_sessions", "chats", "missions", "hops", "assets", "chat_buckets")
        for kind in ("read", "write")
    ),
    # Upkeep over all users.
    *(
        Scatters(collection, kind, by, why)
        for collection in ("user_sessions", "chats", "missions", "hops", "assets")
        for kind in ("read", "write")
        for by, why in (("", _SWEEP), ("deleted_at", _MARKS))
    ),
    Scatters("user_sessions", "read", "status", _SWEEP),
    Scatters("user_sessions", "write", "status", _SWEEP),
    Scatters("user_sessions", "read", "removing_at", _MARKS),
    Scatters("user_sessions", "read", "chat.$id", _ALL),
    Scatters(
        "user_sessions",
        "read",
        "session_metadata.transcript.format",
        "the conversion of what older releases imported",
    ),
    Scatters("chats", "read", "words", "words that are yet to be filled in"),
    Scatters("chats", "read", "session_id", "the chat of a session, counted, marked or removed"),
    Scatters("chats", "write", "session_id", "the chat of a session, marked with it"),
    Scatters(
        "chats", "read", "counted", "the count looks for chats with new messages, of all users"
    ),
    Scatters("chats", "read", "origins.chat_id", "the forks of a chat, whosever"),
    Scatters("chats", "write", "origins.chat_id", "a redaction reaches the copies of a message"),
    *(
        Scatters(collection, kind, by, _MARKS)
        for collection in ("hops", "assets")
        for kind in ("read", "write")
        for by in ("mission_id", "scope_id")
    ),
    Scatters("missions", "read", "session_id", "the mission of a session, marked with it"),
    Scatters("missions", "write", "session_id", "the mission of a session, marked with it"),
    # Messages and tallies are by chat; these ask by user, or for all.
    Scatters("chat_buckets", "read", "user_id", "the search in all of a user's chats, the export"),
    Scatters("chat_buckets", "write", "user_id", _ERASURE),
    Scatters("chat_buckets", "read", "", "checks, and places of several chats at once"),
    Scatters("chat_buckets", "read", "words", "words that are yet to be filled in"),
    Scatters("chat_buckets", "write", "chat_id", "an edit finds its bucket by the message's id"),
    Scatters("message_tallies", "read", "user_id", "a user's figures; " + _ERASURE),
    Scatters("message_tallies", "write", "user_id", _ERASURE),
    Scatters("message_tallies", "read", "_id", _BY_ID),
    Scatters("message_tallies", "write", "_id", _BY_ID),
    Scatters("message_tallies", "read", "", _ALL),
    Scatters("message_tallies", "read", "hidden", _ALL),
    *(
        Scatters(f"{bucket}.chunks", "read", "", "checks for chunks whose file is gone")
        for bucket in ("asset_files", "attachment_files", "checkpoint_files")
    ),
    *(
        Scatters(f"{bucket}.chunks", kind, "_id", "a check removes what it found")
        for bucket in ("asset_files", "attachment_files", "checkpoint_files")
        for kind in ("read", "write")
    ),
]
