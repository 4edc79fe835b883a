"""``threadkeep indexes``: makes a database's indexes match their definitions."""

from commands.indexes.app import indexes_app, register

__all__ = ["indexes_app", "register"]
