"""Importing conversations from elsewhere."""
