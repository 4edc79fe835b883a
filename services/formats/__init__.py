"""Conversations as others write them, in the form of a transcript (``recognition``)."""
