"""Parts before parcels: what a repair needs and when it will be there."""
