"""A courier's pages."""
