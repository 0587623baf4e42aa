"""The account of what requests cost and what Headroom saved on them; it knows no framework.

An integration subclasses `exchange.Exchange`, which leads one request from its plan to its bill, and keeps one
`ledger.SavingsLedger` that all of its requests report to.
"""
