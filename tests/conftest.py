"""What every test shares: a fictional municipality; no network but loopback."""
