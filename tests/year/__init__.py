"""A shop played through a year by people with habits, and what an auditor finds who shares no code with it."""
