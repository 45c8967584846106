"""Tests of the room xlsx."""
