"""What is counted to quotas beside what it is counted of."""
