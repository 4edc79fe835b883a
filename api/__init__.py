"""The HTTP service: one folder a feature, and what they share."""
