"""Demo pages."""
