"""Agno's own unit tests, run from a checkout of Agno with every model wrapped and with none."""
