"""Small faults, put into a copy of the package at random: do the tests notice?"""
