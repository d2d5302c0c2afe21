"""Reads a docx with python-docx: its page, its grid, its font, each commented number with its comment, the annex."""
import json
import sys

from docx import Document
from docx.oxml.ns import qn

paper = Document(sys.argv[1])
section = paper.sections[0]
millimetres = [
    round(length.mm)
    for length in (
        section.page_width,
        section.page_height,
        section.top_margin,
        section.left_margin,
        section.right_margin,
        section.bottom_margin,
    )
]
grid = section._sectPr.find(qn("w:docGrid"))
defaults = paper.styles.element.find(qn("w:docDefaults"))
fonts = defaults.find(".//" + qn("w:rFonts"))
size = defaults.find(".//" + qn("w:sz"))
notes = {str(comment.comment_id): comment.text for comment in paper.comments}
commented = []
for paragraph in paper.paragraphs:
    open_id, text = None, ""
    for child in paragraph._p.iterchildren():
        if child.tag == qn("w:commentRangeStart"):
            open_id, text = child.get(qn("w:id")), ""
        elif child.tag == qn("w:commentRangeEnd"):
            commented.append({"text": text, "note": notes[open_id]})
            open_id = None
        elif child.tag == qn("w:r") and open_id is not None:
            text += "".join(node.text or "" for node in child.iter(qn("w:t")))
print(
    json.dumps(
        {
            "page": millimetres,
            "grid": [grid.get(qn("w:type")), grid.get(qn("w:linePitch"))],
            "font": [fonts.get(qn("w:eastAsia")), int(size.get(qn("w:val"))) // 2],
            "commented": commented,
            "rows": [[cell.text for cell in row.cells] for row in paper.tables[0].rows],
        }
    )
)
