"""Twilio: sending through its official client, and knowing its webhooks by their signature."""
