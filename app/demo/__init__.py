"""The demo shop: made-up devices and people, and a clock that can be moved on."""
