"""Hand-written stand-ins; each passes the contract test of the real thing."""
