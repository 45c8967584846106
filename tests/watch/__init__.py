"""Tests of the watched folder: real processes on real folders."""
