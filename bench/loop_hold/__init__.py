"""How long requests hold the event loop; ``__main__`` says what is claimed."""
