"""Pages of the dock."""
