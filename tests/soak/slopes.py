"""Whether a figure rises over a run: a straight line through its samples, with its error."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

ERRORS = 3.0
"""How many standard errors above nothing a slope must be to be one."""

BLOCKS = 16
"""What is near in time is alike: samples count as so many means, not as thousands of witnesses."""

Sample = tuple[float, float]
"""When, in seconds, and how much."""


@dataclass(frozen=True)
class Slope:
    """A line through samples: how much a second, with its standard error, over how long."""

    per_second: float
    error: float
    seconds: float
    mean: float

    def rises_by(self) -> float:
        """How much at least it has risen meanwhile, as sure as ``ERRORS`` make it."""
        return max(0.0, (self.per_second - ERRORS * self.error) * self.seconds)

    def told(self, unit: float = 1.0) -> str:
        """Its mean, and what it rises by in an hour."""
        hour = 3600 / unit
        return (
            f"{self.mean / unit:.1f}, {self.per_second * hour:+.2f} "
            f"± {self.error * hour:.2f} an hour"
        )


def slope_of(samples: Sequence[Sample], blocks: int = BLOCKS) -> Slope:
    """The line of least squares through the means of so many blocks of the samples.

    Raises ValueError where there are fewer than three blocks.
    """
    blocks = min(blocks, len(samples))
    if blocks < 3:
        raise ValueError("a line with an error takes three samples")
    means = [
        _mean(samples[len(samples) * n // blocks : len(samples) * (n + 1) // blocks])
        for n in range(blocks)
    ]
    at, value = _mean(means)
    spread = sum((x - at) ** 2 for x, _ in means)
    slope = sum((x - at) * (y - value) for x, y in means) / spread
    left = sum((y - value - slope * (x - at)) ** 2 for x, y in means)
    error = math.sqrt(left / (blocks - 2) / spread)
    return Slope(slope, error, samples[-1][0] - samples[0][0], value)


def _mean(samples: Sequence[Sample]) -> Sample:
    return (
        sum(x for x, _ in samples) / len(samples),
        sum(y for _, y in samples) / len(samples),
    )
