"""Tests of texts, replies and their words."""
