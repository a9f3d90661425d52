"""How long a test waits for what has to come: no measure of anything, only the end of a run that would hang."""

HANGS = 600.0  # seconds; a busy machine takes a hundred times longer than a quiet one
# Milliseconds; less, as a page that is wrong is looked at again and again while it is made.
ON_SCREEN = 60_000.0
