"""Programs: JSON in and out, the same stories as the screens."""
