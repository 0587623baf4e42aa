"""What is counted in the benchmarks: texts of the kinds that models read, another one for each seed."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from peers.documents import MAKERS, Source, document

SLICE = 350_000
"""Bytes of code and of prose in a text: half of the prose there is."""

_CHINESE = """
我们 系统 问题 订单 已经 需要 客户 时间 可以 没有 服务 数据 因为 所以 北京 天气 今天 明天 公司 产品 价格 支持
更新 文件 用户 请求 返回 错误
"""
_JAPANESE = """
私たち は 注文 を 確認 しました 配送 の 状況 が まだ 更新 されて いません サーバー
エラー 東京 天気 今日 明日 お客様 に 返金 する 必要 です
"""
_EMOJI = """
😀 😂 🥲 👍🏽 👩‍💻 👨‍👩‍👧 🏳️‍🌈 🇫🇷 🦀 🚀 ✅ ❤️ 🔥 🎉 🤷‍♀️ 📦 ⏰ 🧪 💶 🌧️
"""


def spaced_json(seed: int) -> str:
    return json.dumps(_records(seed), ensure_ascii=False)


def minified_json(seed: int) -> str:
    return json.dumps(_records(seed), ensure_ascii=False, separators=(",", ":"))


def _records(seed: int) -> list[object]:
    return [make(Source(f"{kind} {seed}"), 3 * count) for kind, (make, count) in MAKERS.items() if kind != "logs"]


def logs(seed: int) -> str:
    return document("logs", seed, 18).text


def code(seed: int) -> str:
    return _sliced(_standard_library(), seed)


@cache
def _standard_library() -> str:
    paths = sorted(Path(json.__file__).parents[1].glob("*.py"))
    return "".join(path.read_text("utf-8") for path in paths)


def prose(seed: int) -> str:
    return _sliced(_language_reference(), seed)


@cache
def _language_reference() -> str:
    from pydoc_data.topics import topics

    return "\n".join(" ".join(topic.split()) for topic in topics.values())


def _sliced(text: str, seed: int) -> str:
    start = seed % (len(text) // SLICE) * SLICE
    return text[start : start + SLICE]


def chinese(seed: int) -> str:
    return _clauses(seed, _CHINESE, "，。")


def japanese(seed: int) -> str:
    return _clauses(seed, _JAPANESE, "、。")


def emoji(seed: int) -> str:
    return _clauses(seed, _EMOJI, " \n")


def _clauses(seed: int, words: str, ends: str) -> str:
    """Words in an order of their own, as many of them in a clause as it happens."""
    source, choices = Source(f"clauses {seed}"), words.split()
    ended = (source.choice(choices) + (source.choice(ends) if source.random() < 0.15 else "") for _ in range(40_000))
    return "".join(ended)


def messages(text: str, count: int) -> list[str]:
    """The first messages of 200 bytes that a text falls into. What is not ASCII in it becomes a question mark."""
    text = text.encode("ascii", "replace").decode()
    return [text[200 * number :][:200] for number in range(count)]
