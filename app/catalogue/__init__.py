"""What we repair: kinds, models, symptoms, standing terms, serials, campaigns."""
