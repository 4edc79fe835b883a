"""Other libraries, each measured in a virtual environment of its own (``make peers``)."""
