"""Stories that cross nouns, one per file: what people come to Mendpost to do."""
