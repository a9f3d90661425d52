"""What the bench does: diagnosis, quote, parts, repair, follow-up."""
