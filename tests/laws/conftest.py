"""The ten laws of Headroom as property tests.

Hypothesis generates the input. By default each property sees 60 examples, always the same ones, so that the directory
runs in well under 90 seconds and a failure is never a matter of luck. ``HEADROOM_TEST_EXAMPLES=2000 pytest tests/laws``
raises the number and draws new examples in every run; a failure is then kept in ``.hypothesis`` and shown again.

``test_random_conversations.py`` plays thousands of conversations from seeds of its own, half of them new each day;
``HEADROOM_CONVERSATIONS=100000`` says how many.

``test_evaluation_data.py`` reads the public documents and transcripts in ``.evaldata``, or in the folder that
``HEADROOM_EVALDATA`` names, and is skipped where there is neither.
"""

import os

from hypothesis import HealthCheck, settings

_asked = os.environ.get("HEADROOM_TEST_EXAMPLES")

settings.register_profile(
    "laws",
    max_examples=int(_asked or 60),
    derandomize=_asked is None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("laws")
