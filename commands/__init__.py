"""The threadkeep command line."""
