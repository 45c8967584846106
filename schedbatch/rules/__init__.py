"""What a plan ought to hold to: iterators of issues."""
