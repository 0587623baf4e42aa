"""How hypothesis draws in all tests.

By default each property sees 50 examples, always the same ones, so that a failure is never a matter of luck.
``HEADROOM_TEST_EXAMPLES=2000 pytest tests`` raises the number and draws new examples in every run; a failure is then
kept in ``.hypothesis``, shown again, and printed with what reproduces it elsewhere.
"""

import gc
import os
import shutil
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.report.browser import EXECUTABLE, MISSING

_asked = os.environ.get("HEADROOM_TEST_EXAMPLES")

settings.register_profile(
    "headroom",
    max_examples=int(_asked or 50),
    derandomize=_asked is None,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("headroom")

GATEWAY = "HEADROOM_TEST_GATEWAY" in os.environ
FRAMEWORKS = "HEADROOM_TEST_FRAMEWORKS" in os.environ
BULK = "HEADROOM_TEST_BULK" in os.environ
collect_ignore = [
    *([] if GATEWAY else ["gateway"]),
    *([] if FRAMEWORKS else ["frameworks"]),
    *([] if BULK else ["bulk"]),
]


@pytest.fixture
def only_new_objects() -> Iterator[None]:
    """Keep what other tests have left out of the collector's sight: it would be looked at again and again."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def pytest_report_header() -> list[str]:
    """Say what these tests leave out: what another target runs, and what needs a program that is not installed."""
    gateway = [] if GATEWAY else ["tests/gateway: not collected here, `make test-gateway` runs it"]
    frameworks = [] if FRAMEWORKS else ["tests/frameworks: not collected here, `make test-clients` runs it"]
    bulk = [] if BULK else ["tests/bulk: not collected here, `make test-bulk` runs it"]
    redis = [] if shutil.which("redis-server") else ["tests/stores: NO REDIS, as redis-server is not installed"]
    source = "HEADROOM_TEST_AGNO_SOURCE" in os.environ
    agno = [] if source else ["tests/agno: NO TESTS OF AGNO'S OWN, `make test-agno-own AGNO_SOURCE=…` runs them"]
    browser = [] if EXECUTABLE else [f"tests/report: NO BROWSER, as {MISSING}"]
    return gateway + frameworks + bulk + redis + agno + browser
