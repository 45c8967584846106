"""How a new worksheet is printed: paper, margins, header, footer, and the heading row on each page."""

import re

from xlsxwriter.worksheet import Worksheet

from schedbatch.xlsx.shown import cell_text

_A4 = 9
_MAX_HEADER = 60
_PICTURE = re.compile(r"&(?=[G\[])")


def set_up_page(target: Worksheet, title: str, footer: str) -> None:
    """Freeze the heading row, repeat it on every printed page, and set up the paper."""
    target.freeze_panes(1, 0)
    target.repeat_rows(0)
    set_up_paper(target, title, footer)


def set_up_paper(target: Worksheet, title: str, footer: str) -> None:
    """A4 across, as wide as the page, with a header and a footer."""
    target.set_landscape()
    target.set_paper(_A4)
    target.fit_to_pages(1, 0)
    target.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.75)
    target.set_header(f"&L{_header_text(title)}&R&A")
    target.set_footer(f"&L{_header_text(footer)}&RPage &P of &N")


def _header_text(text: str) -> str:
    """``text`` without a meaning of its own in a header, where ``&`` begins a code; short enough for Excel's 255 units."""
    # XlsxWriter counts &G as a picture even behind an escaped ampersand.
    return _PICTURE.sub("& ", cell_text(text, _MAX_HEADER).replace("\n", " ")).replace("&", "&&")
