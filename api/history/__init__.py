"""What has been logged of changes of status."""
