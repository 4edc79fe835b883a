"""What the server has: its indexes, its members, and what this command has recorded."""
