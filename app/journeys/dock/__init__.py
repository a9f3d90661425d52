"""What the warehouse does with a device, and how a scan does it."""
