"""Reads an xlsx with openpyxl: its sheets, what is frozen, the numbers and their formats."""
import json
import sys

from openpyxl import load_workbook

book = load_workbook(sys.argv[1])
figures = book.worksheets[0]
rows = list(figures.iter_rows(min_row=2))
print(
    json.dumps(
        {
            "sheets": book.sheetnames,
            "frozen": [sheet.freeze_panes for sheet in book.worksheets],
            "figures": [[cell.value for cell in row] for row in rows],
            "formats": sorted({row[4].number_format for row in rows}),
        }
    )
)
