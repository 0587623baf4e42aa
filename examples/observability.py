"""A team that is traced and scraped: what was saved, on the spans of its runs and as counters for Prometheus.

It needs no key and no network: scripted models stand in for `OpenAIChat(id="gpt-4o")`, spans are kept in memory, and
the program scrapes itself.
"""

from urllib.request import urlopen

from agno.agent import Agent
from agno.team import Team
from openinference.instrumentation.agno import AgnoInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import CollectorRegistry, start_http_server

from headroom.integrations.agno import savings_of, wrap_team
from headroom.integrations.prometheus import HeadroomCollector
from headroom.testing import FakeModel, ToolCall


def list_orders() -> list[dict[str, object]]:
    """All orders that wait for payment."""
    return [{"id": 10_000 + n, "customer": f"Customer {n % 17}", "status": "unpaid", "total": 19.9} for n in range(60)]


def main() -> None:
    """Have a team answer one question, and show what is known of it where operators look."""
    exporter, provider, registry = InMemorySpanExporter(), TracerProvider(), CollectorRegistry()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    AgnoInstrumentor().instrument(tracer_provider=provider)

    clerk = FakeModel([ToolCall("list_orders"), "60 orders are unpaid."])
    task = ToolCall("delegate_task_to_member", {"member_id": "clerk", "task": "Count the unpaid orders."})
    members = [Agent(name="Clerk", id="clerk", model=clerk, tools=[list_orders], telemetry=False)]
    team = wrap_team(Team(name="Shop", members=list(members), model=FakeModel([task, "60."]), telemetry=False))
    registry.register(HeadroomCollector(team))
    server, _ = start_http_server(0, "127.0.0.1", registry)
    print(team.run("How many orders are unpaid?").content)

    for span in exporter.get_finished_spans():
        if saved := (span.attributes or {}).get("headroom.run.tokens_saved"):
            print(f"{span.name}: headroom.run.tokens_saved = {saved}")
    for line in urlopen(f"http://127.0.0.1:{server.server_port}/metrics").read().decode().splitlines():
        if line.startswith("headroom_tokens_"):
            print(line)
    server.shutdown()

    account = savings_of(team)
    percent = 100 * account["tokens_saved"] / account["tokens_before"]
    print(f"saved {account['tokens_saved']:,} of {account['tokens_before']:,} tokens ({percent:.0f} %)")


if __name__ == "__main__":
    main()
