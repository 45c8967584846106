"""Tests of the hand-offs."""
