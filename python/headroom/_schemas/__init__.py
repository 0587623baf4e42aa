"""Schemas of tools: shorter ones that say the same, and short forms whose whole is looked up."""
