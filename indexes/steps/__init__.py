"""What an operation comes to, as steps that are run against the server or printed."""
