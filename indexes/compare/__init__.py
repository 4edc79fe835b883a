"""What has to change: definitions and facts, compared by meaning, give a plan."""
