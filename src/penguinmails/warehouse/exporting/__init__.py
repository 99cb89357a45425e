"""Reports as files: CSV and JSON for anything, Parquet for analysts, PDF with charts for people.

Every file has all columns of its report, under the names of the dictionary; the PDF has those a page holds.
"""
