"""What the customer pays."""
