"""An agent with the tools of three servers: what each tool costs with every request, and how its schema costs less.

It needs no key and no network: a scripted model stands in for `OpenAIChat(id="gpt-4o")`.
"""

from agno.agent import Agent
from agno.tools.function import Function

from headroom import HeadroomConfig, ToolSchemas
from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel

ABOUT = "One at a time, newest first, with all that is known of each of them, and where it was found. " * 8
PARAMETERS = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "searchArguments",
    "type": "object",
    "properties": {
        "query": {"type": "string", "title": "Query", "description": f"\n    What to look for.\n\n    {ABOUT}\n    "},
        "order_id": {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": None, "title": "Order Id"},
    },
    "required": ["query"],
}


def searching(name: str) -> Function:
    """A tool as an MCP server describes it."""
    return Function(
        name=name,
        description=f"\n    Search all {name}.\n\n    {ABOUT}\n    ",
        parameters=PARAMETERS,
        entrypoint=lambda query, order_id=None: f"{name}: {query}",
        skip_entrypoint_processing=True,
    )


def main() -> None:
    """Ask for nothing, which the tools are paid for all the same, and show what they cost."""
    tools = [searching(f"search_{thing}") for thing in ("orders", "customers", "invoices", "issues", "files", "mails")]
    config = HeadroomConfig(tool_schemas=ToolSchemas(mode="on_demand", least_tokens=500))
    model = HeadroomAgnoModel(FakeModel(["Good morning."]), config)
    print(Agent(model=model, tools=tools, telemetry=False).run("Hello").content)

    costs = model.tool_costs()  # of the last request
    for cost in costs.tools:
        print(f"{cost.name}: {cost.before.value} -> {cost.after.value} tokens{', added by Headroom' * cost.ours}")
    percent = 100 * costs.tokens_saved / costs.before.value
    print(f"saved {costs.tokens_saved:,} of {costs.before.value:,} tokens ({percent:.0f} %)")


if __name__ == "__main__":
    main()
