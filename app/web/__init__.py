"""The web edge: views by audience that translate in, call a story, and translate out."""
