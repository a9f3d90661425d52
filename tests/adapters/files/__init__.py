"""Every file store keeps the same promises."""
