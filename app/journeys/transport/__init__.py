"""How the device comes and goes."""
