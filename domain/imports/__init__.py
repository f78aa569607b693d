"""What did a workbook bring in?"""
