"""What we owe by when; today the rules, the ledger of promises is to come here."""
