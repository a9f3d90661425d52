"""What the clock looks after."""
