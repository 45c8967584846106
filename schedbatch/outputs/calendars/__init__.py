"""Calendars: entries, feeds, frames, and the page that lists them."""
