"""Accounts, passwords and sessions of the people who work here."""
