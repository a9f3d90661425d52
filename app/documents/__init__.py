"""What stands on paper: plain values in the words of their reader; no web, no PDF engine."""
