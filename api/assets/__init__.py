"""Assets and their content."""
