"""A callback of the proxy that writes down what its spend log would hold of each request, and Headroom's summary."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from litellm.integrations.custom_logger import CustomLogger
from litellm.proxy.spend_tracking.spend_tracking_utils import get_logging_payload

from headroom.integrations.litellm import Hook, hook


class Recorder(CustomLogger):
    """Stands behind Headroom's hook in the list, so that the account knows of the request."""

    def __init__(self, hook: Hook) -> None:
        super().__init__()
        self._hook = hook

    async def async_log_success_event(self, kwargs: Any, response_obj: Any, start_time: Any, end_time: Any) -> None:
        logged = get_logging_payload(kwargs, response_obj, start_time, end_time)
        record = {
            "call_id": kwargs["litellm_call_id"],
            "call_type": logged["call_type"],
            "model": logged["model"],
            "metadata": json.loads(logged["metadata"]),
        }
        with Path("records.jsonl").open("a") as records:
            records.write(json.dumps({**record, "summary": self._hook.summary()}, default=str) + "\n")


recorder = Recorder(hook)
