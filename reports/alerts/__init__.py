"""Alerts: the stories that cannot wait for the next edition, and how they are told. Pure.

A new reason is a function in `reasons` and its line in `deciding`.
"""
