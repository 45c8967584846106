"""Tests of the room disk."""
