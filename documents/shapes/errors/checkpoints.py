"""What checkpoints refuse.

CheckpointError
├─ CheckpointValueMissing   no such value
├─ CheckpointUploadMissing  what was to be a value was not uploaded, or is gone
├─ CheckpointTooLarge       something of it has more bytes than it may have
├─ CheckpointQuotaExceeded  the user's checkpoints have as many bytes as they may
├─ ThreadTaken              the thread to copy to has checkpoints
└─ ThreadBusy               others changed the thread all the time
"""


class CheckpointError(Exception):
    """Base of what checkpoints refuse."""


class CheckpointValueMissing(CheckpointError):
    """No such value of the user's."""


class CheckpointUploadMissing(CheckpointError):
    """An upload that a value names is not there: never made, of another thread, or expired."""

    def __init__(self, upload_id: str) -> None:
        super().__init__(f"there is no upload {upload_id} of this thread; upload the value again")
        self.upload_id = upload_id


class CheckpointTooLarge(CheckpointError):
    """A value, or what stands in a checkpoint itself, has more bytes than it may have."""


class CheckpointQuotaExceeded(CheckpointError):
    """The user's checkpoints would have more bytes than they may."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"the checkpoints of a user have {most} bytes together at most "
            "(THREADKEEP_MAX_USER_CHECKPOINT_BYTES); prune or delete threads"
        )


class ThreadTaken(CheckpointError):
    """The thread to copy to has checkpoints already."""

    def __init__(self) -> None:
        super().__init__("the thread to copy to is there already")


class ThreadBusy(CheckpointError):
    """Others changed the thread each time that it was looked at."""

    def __init__(self) -> None:
        super().__init__("others keep changing the thread")
