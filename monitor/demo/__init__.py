"""A fictional press to try the whole walk with: its pages, its servers and a mailbox.

`notes` reads what the outlets published (newsroom/), `press` says what each one shows at a moment,
`markup` dresses it as a CMS would, `server` answers HTTP on loopback, `pages` serves any folder of
saved pages the same way, `sink` receives the mail. A new note is a few lines in newsroom/notes/.
"""
