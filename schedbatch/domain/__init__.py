"""The words of the field, which all rooms share."""
