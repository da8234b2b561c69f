"""The reports of a week and of a month: what the archive counted of it, told and compared.

`building` makes a `Report` of the counts, `clothes` gives it page, text, data, pictures and paper.
"""
