"""What a repair will cost at most and who pays which way, locked before anything ships."""
