"""Who holds the device: every hand-over recorded, each row sealed by the hash of the one before."""
