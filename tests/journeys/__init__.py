"""Stories that cross nouns, one file per story."""
