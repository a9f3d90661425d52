"""What is asked for a repair in the end, and the money that came in for it."""
