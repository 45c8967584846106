"""Memory of earlier runs: what was released last, what has changed since, and what an error holds back."""
