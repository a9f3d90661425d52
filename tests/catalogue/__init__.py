"""What we repair: models, serials, campaigns."""
