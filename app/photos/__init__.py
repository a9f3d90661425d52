"""Pictures as evidence: taken once, re-encoded, kept by content, shown to those who may see."""
