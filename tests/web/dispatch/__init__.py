"""The dispatcher's pages."""
