"""The tests of Agno that fail with all models or databases wrapped, by their ids, and why each of them is right to."""

KNOWN = {
    "tests/unit/environments/test_runner.py::test_write_isolation_deep_freeze": (
        "asserts that copies of an agent share nothing with it that grows; copies of a wrapped model keep one account"
    ),
}

KNOWN_OF_DATABASES: dict[str, str] = {}
