"""The clock: one process that looks every second for what has become due."""
