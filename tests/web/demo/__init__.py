"""Tests of the demo shop's toys."""
