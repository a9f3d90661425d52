"""The schema's steps, walked up and down on both databases."""
