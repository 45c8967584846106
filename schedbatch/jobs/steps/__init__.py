"""The stages of a run, which ``run`` leads through: gather, conclude, make the files."""
