"""What every room relies on: codes, money, particles, settings, transactions."""
