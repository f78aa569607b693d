"""How is a run printed: as a workbook, a list, a table to sign, a notice to each officer?"""
