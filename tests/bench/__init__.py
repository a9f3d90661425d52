"""That the measurements still run; what they say is nobody's test."""
