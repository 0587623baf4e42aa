"""A team of a leader and two members, wrapped by one call: what each of them saved, in one account.

It needs no key and no network: scripted models stand in for `OpenAIChat(id="gpt-4o")`.
"""

from agno.agent import Agent
from agno.team import Team

from headroom.integrations.agno import savings_of, wrap_team
from headroom.testing import FakeModel, SentRequest, ToolCall


def list_orders() -> list[dict[str, object]]:
    """All orders that wait for payment."""
    return [{"id": 10_000 + n, "customer": f"Customer {n % 17}", "status": "unpaid", "total": 19.9} for n in range(60)]


def list_issues() -> list[dict[str, object]]:
    """All open issues of the shop's software."""
    titles = ("Checkout times out", "Coupon is ignored", "Invoice has no VAT id")
    return [{"number": 900 + n, "title": titles[n % 3], "state": "open", "assignee": None} for n in range(40)]


def lead(request: SentRequest) -> ToolCall | str:
    """A leader that asks one member, then the other, and sums up."""
    heard = sum(message.role == "tool" for message in request.messages)
    if heard == 2:
        return "60 orders are unpaid, and 14 of 40 open issues are about the checkout."
    delegate = next(tool["function"] for tool in request.tools if "delegate" in tool["function"]["name"])
    required = delegate["parameters"]["required"]  # the member and the task, which agno 2.1 names otherwise
    arguments = dict.fromkeys(required, "Say what you find.")
    return ToolCall(delegate["name"], {**arguments, "member_id": ("clerk", "engineer")[heard]})


def main() -> None:
    """Have the team answer one question, and show its account."""
    clerk = FakeModel([ToolCall("list_orders"), "60 orders are unpaid."])
    engineer = FakeModel([ToolCall("list_issues"), "14 of 40 open issues are about the checkout."])
    members = [
        Agent(name="Clerk", id="clerk", model=clerk, tools=[list_orders], telemetry=False),
        Agent(name="Engineer", id="engineer", model=engineer, tools=[list_issues], telemetry=False),
    ]
    team = wrap_team(Team(name="Shop", members=list(members), model=FakeModel(lead), telemetry=False))
    print(team.run("Why are so many orders unpaid?").content)

    account = savings_of(team)
    for name, row in account["members"].items():
        print(f"{name}: {row['tokens_saved']:,} of {row['tokens_before']:,} tokens in {row['total_requests']} requests")
    percent = 100 * account["tokens_saved"] / account["tokens_before"]
    print(f"saved {account['tokens_saved']:,} of {account['tokens_before']:,} tokens ({percent:.0f} %)")


if __name__ == "__main__":
    main()
