"""What both edges, pages and API, stand on: who asks, in which language, what is refused how."""
