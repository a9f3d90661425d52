"""The tests mirror app/ and jobs/; stories walk whole repairs, architecture keeps the house rules."""
