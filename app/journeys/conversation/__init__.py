"""What is said between us and the customer."""
