"""What both edges stand on."""
