"""Hand-offs: the files that the registrar's and the learning systems take. ``render`` makes them from a report."""
