"""Attachments of chats over HTTP."""
