"""What can be measured, as numbers a person."""
