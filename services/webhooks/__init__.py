"""Webhooks: made by administrators, told what happens, and where they may be."""
