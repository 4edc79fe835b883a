"""What two processes at once may not both make: only a unique index holds them off."""

from indexes.definitions import DEFINITIONS

ONCE = {
    ("asset_files.chunks", "files_id n"),
    ("assets", "user_id scope_id name"),
    ("attachment_files.chunks", "files_id n"),
    ("attachment_files.files", "metadata.user_id metadata.sha256"),
    ("attachments", "chat_id attachment_id"),
    ("attachments", "chat_id key"),
    ("chat_buckets", "chat_id first_sequence"),
    ("checkpoint_files.chunks", "files_id n"),
    ("checkpoint_threads", "user_id thread_id"),
    ("checkpoint_writes", "user_id thread checkpoint_ns checkpoint_id task_id index"),
    ("checkpoints", "user_id thread checkpoint_ns checkpoint_id"),
    ("chat_shares", "token_digest"),
    ("chats", "user_id key"),
    ("daily_figures", "user_id day"),
    ("idempotency_records", "user_id operation key"),
    ("kind_figures", "user_id kind day name"),
    ("message_feedback", "chat_id message_id user_id"),
    ("message_stream_parts", "stream_id first"),
    ("message_streams", "chat_id message_id"),
    ("message_tallies", "chat_id at"),
    ("message_versions", "chat_id message_id version_id"),
    ("missions", "user_id name"),
    ("usage_tallies", "chat_id at model"),
    ("user_job_chunks", "files_id n"),
    ("user_jobs", "user_id kind asked_by"),
    ("user_numbers", "number"),
    ("user_sessions", "user_id mission.$id"),
    ("user_sessions", "user_id key"),
    ("webhooks", "slot"),
}


def test_each_thing_that_may_be_there_once_has_a_unique_index() -> None:
    unique = {(i.collection, " ".join(i.key)) for i in DEFINITIONS.indexes if i.unique}
    assert unique >= ONCE
    # A new one belongs into the list.
    assert unique <= ONCE


def test_a_name_is_free_again_only_where_what_had_it_is_deleted_or_over() -> None:
    partial = {
        (i.collection, " ".join(i.key)): dict(i.partial)
        for i in DEFINITIONS.indexes
        if i.unique and i.partial
    }
    free = {place for place, condition in partial.items() if "deleted_at" in condition}
    assert free >= {
        ("assets", "user_id scope_id name"),
        ("chats", "user_id key"),
        ("checkpoint_threads", "user_id thread_id"),
        ("missions", "user_id name"),
        ("user_sessions", "user_id key"),
    }
    assert partial["assets", "user_id scope_id name"] == {"deleted_at": None}
    assert {place for place, condition in partial.items() if "status" in condition} == {
        ("missions", "user_id name"),
        ("user_jobs", "user_id kind asked_by"),
    }
