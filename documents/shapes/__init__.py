"""What is stored: the document classes, their states, and what can be wrong with a request."""
