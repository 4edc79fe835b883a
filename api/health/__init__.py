"""Whether the service is up and ready, and its metrics."""
