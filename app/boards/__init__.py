"""Rows for lists, paged and counted: for the screens and the API alike."""
