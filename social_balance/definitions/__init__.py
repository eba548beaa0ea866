"""An indicator as a text file, and its own tests."""
