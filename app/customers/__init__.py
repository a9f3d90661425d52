"""The people we repair for: who they are, where they live, and proof that the phone is theirs."""
