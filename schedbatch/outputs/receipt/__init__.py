"""``receipt.json`` for programs, and the summary of the receipt for a planner's terminal."""
