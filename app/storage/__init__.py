"""The store: bins, what lies in them, counts."""
