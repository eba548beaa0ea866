"""An invented municipality; nobody in it exists."""
