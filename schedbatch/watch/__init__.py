"""The watched folder: which workbooks are ready? -> run each, tell, keep going. ``loop`` is the corridor of it."""
