"""Use cases, one module each, named as the command that calls it."""
