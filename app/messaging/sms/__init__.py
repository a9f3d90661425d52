"""What we send: kinds, wording, policy, attempts, budget, reports."""
