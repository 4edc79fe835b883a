"""Transcripts: conversations in the OpenAI chat-completions form, imported and exported."""
