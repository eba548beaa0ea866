"""The yearly job: configuration in, status out."""
