"""What a run reports: ``receipt.json``, and a summary for the terminal."""
