"""The demo shop as a newcomer finds it."""
