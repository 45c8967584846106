"""From a Catalog to a Plan."""
