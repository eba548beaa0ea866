"""``python -m social_balance`` is the command line."""

from social_balance.cli import main

main()
