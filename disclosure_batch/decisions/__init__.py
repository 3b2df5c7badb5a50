"""What the coordinator decided, how findings are listed for that, and what follows from it."""
