"""How a sentence treats somebody whom it names, by grammar and word lists: towards them, not the
mood of the event. `nlp.readings` weighs `scoring.score` beside what was learned from rows.
"""
