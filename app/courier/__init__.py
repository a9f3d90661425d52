"""The road: zones, slots, pickup and return jobs, runs, parcels; how the device comes and goes."""
