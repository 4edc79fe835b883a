"""Transcripts: reading files of conversations, and importing what they hold."""
