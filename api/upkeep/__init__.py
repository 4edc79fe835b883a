"""What a sweep and the index command would do, for administrators."""
