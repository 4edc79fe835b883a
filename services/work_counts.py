"""What a process has done beside its requests, counted from its start on."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class SweepOutcome(StrEnum):
    """How a sweep that this process began has ended."""

    COMPLETED = "completed"
    FAILED = "failed"


@dataclass
class WorkCounts:
    """Counts that only grow. Whoever publishes them asks now and then what they are.

    ``background_failures`` are by the kind of work, ``swept`` by what a sweep did with sessions.
    ``webhook_lag_seconds`` is no count: how old the last event was that was recorded for webhooks.
    """

    sweeps: Counter[SweepOutcome] = field(default_factory=Counter)
    swept: Counter[str] = field(default_factory=Counter)
    swept_bytes: int = 0
    sealed_messages: int = 0
    sealing_failures: int = 0
    tally_failures: int = 0
    reaped_streams: int = 0
    reaping_failures: int = 0
    background_failures: Counter[str] = field(default_factory=Counter)
    webhook_attempts: Counter[str] = field(default_factory=Counter)
    webhooks_disabled: Counter[str] = field(default_factory=Counter)
    webhook_gaps: int = 0
    webhook_lag_seconds: float = 0.0
