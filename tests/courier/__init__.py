"""Places, days, trips and parcels."""
