"""Runs and stops: what stands on a courier's day."""
