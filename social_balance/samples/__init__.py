"""How people were drawn and weighted."""
