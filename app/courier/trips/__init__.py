"""Pickup and return jobs, their carriers, parcels and tracking."""
