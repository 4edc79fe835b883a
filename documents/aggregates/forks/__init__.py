"""Forks: chats that begin with copies of another chat's messages."""
