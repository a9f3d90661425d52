"""What each audience sees in a browser, page by page."""
