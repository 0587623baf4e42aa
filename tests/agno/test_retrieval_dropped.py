"""What has left with the window can be had by the model itself, by the address in the note that tells of it."""

from agno.db.in_memory import InMemoryDb
from tests.agno.retrieving import RETRIEVE, calling, pages, retrieve

from headroom import HeadroomConfig, RollingWindowConfig
from headroom.testing import FakeModel, Reply

NOTE = "[Earlier conversation left out to fit the context window: "
CONFIG = HeadroomConfig(
    rolling_window=RollingWindowConfig(output_buffer_tokens=0), model_context_limits={FakeModel([]).id: 1500}
)
LORE = "The release name of week {} is heron-{}. " + "It went out on a calm day and nobody was paged. " * 9


def reader(request):
    """Look for a name in what has left, once there is a note of it, and say what was found."""
    last = request.messages[-1]
    if last.role == "tool":
        return Reply("heron-1" if "heron-1." in last.content else "It is not there.")
    notes = [str(message.content) for message in request.messages if NOTE in str(message.content)]
    if "week 1?" not in str(last.content) or not notes:
        return Reply("Noted.")
    address = notes[0].split(f'{RETRIEVE}("')[1].split('"')[0]
    return calling(retrieve(address, query="release name week 1"))


async def test_a_model_reads_what_has_left(twins, play, mode):
    _, agent = twins(reader, CONFIG, db=InMemoryDb(), add_history_to_context=True, num_history_runs=50)
    for week in range(12):
        await play(agent, LORE.format(week, week), mode, session_id="lore")
    output, _ = await play(agent, "What was the release name of week 1?", mode, session_id="lore")
    assert output.content == "heron-1"
    [page] = pages(output.messages)
    assert "The release name of week 1 is heron-1." in page
