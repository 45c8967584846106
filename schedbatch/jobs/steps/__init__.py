"""The stages of a run, which ``run`` leads through: generate, conclude, make the files."""
