"""The dock's work: scans, tasks, inspection."""
