"""Tests of owing and claiming calls."""
