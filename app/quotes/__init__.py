"""Prices beyond what was locked: immutable versions, each approved or refused as itself."""
