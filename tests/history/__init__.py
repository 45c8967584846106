"""Tests of revisions: what a run remembers, and what that does to calendars."""
