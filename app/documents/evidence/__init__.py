"""What stands in an evidence file."""
