"""How citizen demands were attended: figures, where they are, and their register for Excel.

`building` counts nothing: it says what the archive counted (a CaseSurvey). `drawing` draws the
colonias, `clothes` dresses it alone, `reports.periodic` within the report of a week or a month,
and `register` exports demands one by one.
"""
