"""What is declared: the form of a definition, and what is wrong with one by itself."""
