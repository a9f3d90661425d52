"""Carriers, one folder each; the own fleet is the one built in."""
