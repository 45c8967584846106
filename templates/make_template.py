"""Make the committed template: ``python templates/make_template.py`` writes it beside this file.

A test compares the committed workbook with what the code makes.
"""

from pathlib import Path

from schedbatch.jobs.template.make import NAME, build_template

if __name__ == "__main__":
    Path(__file__).with_name(NAME).write_bytes(build_template())
