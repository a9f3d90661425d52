"""Tests of what other machines tell us."""
