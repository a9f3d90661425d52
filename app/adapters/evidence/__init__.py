"""Custody as others want it: a paper for a claim, and events in the words of EPCIS."""
