"""What a customer is shown of a ticket: the five answers and the timeline."""
