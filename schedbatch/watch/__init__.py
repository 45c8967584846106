"""The watched folder: which workbooks are ready? -> run each, tell, keep going. ``loop`` brings the parts together.

``INBOX/working/`` and the journal are the only state: ``recovery`` reads them at the start, ``open_claims`` and ``finisher``
write each change through. ``status_writer`` and ``log`` are told what happens and are never asked.
"""
