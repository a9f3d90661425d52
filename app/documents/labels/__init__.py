"""What stands on labels, and which labels are printed."""
