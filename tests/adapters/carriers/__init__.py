"""Every carrier, and its fake, keeps the same promises."""
