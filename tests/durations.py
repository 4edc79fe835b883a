"""A plugin: names at the end the tests that took long and give no reason for it."""

import pytest

LONG_SECONDS = 10.0


class Durations:
    """What each test took by itself, without its fixtures, in whatever process it ran.

    It only tells: how fast the machine is says nothing of the test.
    """

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and not {"slow", "long", "clients"} & set(report.keywords):
            self._seconds[report.nodeid] = report.duration

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for test, seconds in sorted(self._seconds.items()):
            if seconds > LONG_SECONDS:
                terminalreporter.write_line(
                    f"durations: {seconds:.1f} s, and no reason (pytest.mark.slow): {test}"
                )
