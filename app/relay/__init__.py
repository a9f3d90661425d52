"""From owed call to outside world: what is due is claimed, and each topic handed to the one who can pay it."""
