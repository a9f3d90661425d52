"""SOLAPI (CoolSMS): texts to Korean phones through its official client, from a number registered there."""
