"""Checks the user that a command is given."""

from commands.shared.failures import CommandError

__all__ = ["check_user"]


def check_user(user: str) -> None:
    """Raise CommandError unless a token could have this subject."""
    from services.tokens import MAX_SUBJECT_CHARACTERS, is_subject  # slow to import

    if not is_subject(user):
        raise CommandError(f"A user is 1 to {MAX_SUBJECT_CHARACTERS} characters of text.")
