"""The shop as a place: its name, address, calendar and hours."""
