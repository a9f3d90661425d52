"""A request while it is being told: drafts, answers, preparation."""
