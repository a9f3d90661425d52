"""What the ticker does, run by hand."""
