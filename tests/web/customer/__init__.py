"""Customer pages as customers meet them."""
