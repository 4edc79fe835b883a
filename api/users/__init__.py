"""All of one user: taking it out, and erasing it."""
