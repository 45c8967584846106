"""The planner's own workbook with its mistakes marked: the package is patched, part by part, and nothing else in it changes.

A package, not a module, since each kind of part has rules of its own; ``render`` leads through them. openpyxl would lose
shapes, sparklines, newer conditional formats, threaded comments, printer settings and every stored formula value.
"""
