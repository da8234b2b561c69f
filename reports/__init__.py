"""Tell: an Edition in, a Digest out, and its clothes (HTML, text, JSON, mail)."""
