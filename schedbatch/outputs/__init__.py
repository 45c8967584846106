"""From a RunReport to files."""
