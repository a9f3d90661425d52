"""What `make run` does, as the person at the terminal sees it."""
