"""Whole repairs over HTTP, with nothing patched: what people do, page by page."""
