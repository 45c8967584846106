"""From a file to a typed, cross-referenced Catalog."""
