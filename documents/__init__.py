"""The stored shapes and every query on them."""

from documents.assets.shapes import Asset
from documents.chats.shapes import Chat, ChatBucket
from documents.hops.shapes import Hop
from documents.missions.shapes import Mission
from documents.sessions.shapes import UserSession

DOCUMENTS = (UserSession, Chat, ChatBucket, Mission, Hop, Asset)
"""Every document class, to bind to a database."""
