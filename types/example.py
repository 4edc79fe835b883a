"""A client in Python, as openapi-python-client makes it; `make clients` checks and runs it."""

import sys

from threadkeep_client import AuthenticatedClient
from threadkeep_client.api.chats import append_messages, list_messages
from threadkeep_client.api.sessions import create_session, get_session, update_session
from threadkeep_client.models import (
    MessageCreate,
    MessageCreateMessageMetadata,
    MessageOut,
    MessagePage,
    Problem,
    Role,
    SessionCreate,
    SessionOut,
    SessionUpdate,
)

address, token = sys.argv[1:]
client = AuthenticatedClient(base_url=address, token=token)

# Create a session. It comes with a chat.
session = create_session.sync(client=client, body=SessionCreate(name="Lost bag"))
assert isinstance(session, SessionOut), session
chat_id = session.chat_id

# Append: one message, or a list of which all are stored or none.
question = MessageCreate(id="m-1", role=Role.USER, content="Where is my bag?")
stored = append_messages.sync_detailed(chat_id, client=client, body=question)
assert isinstance(stored.parsed, MessageOut)
assert stored.status_code == 201
call = MessageCreateMessageMetadata.from_dict({"tool_calls": [{"id": "c1"}]})
answer = MessageCreateMessageMetadata.from_dict({"tool_call_id": "c1"})
append_messages.sync(
    chat_id,
    client=client,
    body=[
        MessageCreate(role=Role.ASSISTANT, content="", message_metadata=call),
        MessageCreate(role=Role.TOOL, content="In Lisbon.", message_metadata=answer),
    ],
)
again = append_messages.sync_detailed(chat_id, client=client, body=question)
assert again.status_code == 200, "a retry stores nothing"

# Read back, the newest page first.
newest = list_messages.sync(chat_id, client=client, limit=2)
assert isinstance(newest, MessagePage)
assert [message.role for message in newest.items] == [Role.ASSISTANT, Role.TOOL]
older = list_messages.sync(chat_id, client=client, cursor=newest.previous)
assert isinstance(older, MessagePage)
assert older.items[0].content == "Where is my bag?"

# Change only the version that was read: a second writer is told what it missed.
etag = get_session.sync_detailed(session.id, client=client).headers["ETag"]
rename = SessionUpdate(name="Found bag")
renamed = update_session.sync(session.id, client=client, body=rename, if_match=etag)
assert isinstance(renamed, SessionOut)
assert renamed.name == "Found bag"
late = update_session.sync(session.id, client=client, body=SessionUpdate("Late"), if_match=etag)
assert isinstance(late, Problem)
assert late.status == 412

# What a route does not take is a problem too, which says where.
refused = create_session.sync(client=client, body=SessionCreate(name=""))
assert isinstance(refused, Problem)
assert refused.errors
assert refused.errors[0].pointer == "/name"
