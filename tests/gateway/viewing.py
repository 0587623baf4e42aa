"""A hook that shows views, for a proxy of its own."""

from __future__ import annotations

from tests.gateway.recorder import Recorder

from headroom import HeadroomConfig, ViewConfig
from headroom.integrations.litellm import Hook

MOST_ROUNDS = 3

hook = Hook(HeadroomConfig(views=ViewConfig(enabled=True)), most_rounds=MOST_ROUNDS)
recorder = Recorder(hook)
