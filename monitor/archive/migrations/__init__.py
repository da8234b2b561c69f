"""The steps that brought the tables to where `schema` says: one file each in `versions`.

To add one, copy the last file, name it by the next number, and state what changes; a test
compares the result with `schema` on both databases.
"""
