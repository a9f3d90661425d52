"""What we owe the outside world: written with the change that causes it, paid later, never twice."""
