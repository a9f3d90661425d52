"""Those who live in the year; each acts only on pages and by texts, choosing from what is offered."""
