"""Talking with customers: the texts we send, the replies we get, and one thread per ticket."""
