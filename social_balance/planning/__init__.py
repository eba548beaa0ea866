"""What the next survey can show."""
