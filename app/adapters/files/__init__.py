"""Where picture files can be kept."""
