"""Asking for what views leave out: the tool that models are offered, and its answers."""
