"""Plans and the present state for people, files and programs. Changes nothing."""
