"""Custody: the chain, its seal, and how scans are read."""
