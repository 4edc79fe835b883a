"""The stored shapes and every query on them."""

from documents.shapes.assets import Asset
from documents.shapes.chats import Chat, ChatBucket
from documents.shapes.hops import Hop
from documents.shapes.missions import Mission
from documents.shapes.sessions import UserSession

DOCUMENTS = (UserSession, Chat, ChatBucket, Mission, Hop, Asset)
"""Every document class, to bind to a database."""
