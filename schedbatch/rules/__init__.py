"""What a plan ought to hold to, one file a rule; ``all_rules`` lists them."""
