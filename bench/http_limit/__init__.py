"""What HTTP costs beside a bare application; ``__main__`` says what is claimed."""
