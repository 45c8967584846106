"""What is known of disks: replacing a file, free names, locks, and one way to open SQLite.

A room on the ground floor because history, outputs and the watch all keep files, and none of them may know another.
"""
