"""Everything that knows the .xlsx format: the guard, reading, streaming rows out, patching a package.

A room on the ground floor because readers read workbooks and outputs write them, and neither may know the other.
"""
