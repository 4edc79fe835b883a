"""Chats: the append-only engine, its pages, edits and sealing."""
