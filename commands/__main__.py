"""The first lines of the ``threadkeep`` command. What takes time is imported after them."""

import signal

__all__ = ["main"]


def main() -> None:
    """Run the command line. Ctrl-C ends it at once and without a traceback; a command
    that has something to put in order first says so (``commands.shared.interrupts``)."""
    # A process that was started in the background ignores it, and goes on so.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    from commands.main import app

    app()


if __name__ == "__main__":
    main()
