"""The few words every room speaks: who, when, how much, which language, and no."""
