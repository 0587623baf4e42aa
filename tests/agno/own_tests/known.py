"""The tests of Agno that fail with every model wrapped, by their ids, each with the reason why that is right."""

KNOWN = {
    "tests/unit/environments/test_runner.py::test_write_isolation_deep_freeze": (
        "asserts that copies of an agent share nothing with it that grows; copies of a wrapped model keep one account"
    ),
}
