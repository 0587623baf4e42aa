"""A program that agno traces into its own database: `python -m tests.agno.traced_by_agno DATABASE URL`."""

import asyncio
import json
import sys

from agno.db.sqlite import SqliteDb
from agno.tracing import setup_tracing
from tests.agno.conftest import MODES, _play
from tests.agno.traced_shop import team_at

from headroom.integrations.agno import savings_of, wrap_team


async def main(database, url):
    db = SqliteDb(db_file=database)
    setup_tracing(db)
    team = wrap_team(team_at(url))
    for mode in MODES:
        await _play(team, "How many orders?", mode)

    traces, _ = db.get_traces()
    spans = [span for trace in traces for span in db.get_spans(trace_id=trace.trace_id)]
    told = [[span.name, span.attributes] for span in spans]
    print(json.dumps({"traces": len(traces), "spans": told, "account": savings_of(team)}))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
