"""What does a workbook say, as a document: sheets, rows and cells, without their meaning?"""
