"""The schema's history: `versions` in the order they run, `changes` that they share, `env` that runs them."""
