"""Conversations that were had, request by request: what each was, what it would be, and what both cost."""
