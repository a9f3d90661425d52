"""From the story told to the terms agreed."""
