"""The reader of cells as it was before it read what people type: the twin that tells what must be read as before."""
