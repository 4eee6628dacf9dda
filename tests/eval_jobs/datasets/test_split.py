from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.datasets.grouping import assign
from eval_jobs.datasets.leaks import find_leaks
from eval_jobs.datasets.near import Prompts
from eval_jobs.datasets.prompts import prompt_of, words_of
from eval_jobs.datasets.split import Plan, Split, parse_fractions, split
from eval_jobs.errors import ConfigError, DatasetError
from tests.eval_jobs.datasets.files import write_lines

LEGAL = Path(__file__).parents[3] / "examples" / "legal_assistant"
WORDS = [f"w{number}" for number in range(200)]


def record(identifier: str, prompt: str, **more: Any) -> dict[str, Any]:
    return {"id": identifier, "messages": [{"role": "user", "content": prompt}], **more}


def texts(count: int, seed: int = 0) -> list[str]:
    rng = random.Random(seed)  # noqa: S311  # repeatable, not secret
    return [" ".join(rng.choices(WORDS, k=40)) for _ in range(count)]


def made(tmp_path: Path, records: list[Any], plan: Plan, name: str = "out") -> Split:
    problems: list[str] = []
    path = write_lines(tmp_path / f"{name}.jsonl", *records)
    result = split(path, tmp_path / name, plan, problems.append)
    assert problems == []
    return result


def ids(result: Split) -> dict[str, set[str]]:
    return {
        side: {json.loads(line)["id"] for line in path.read_text().splitlines()}
        for side, path in result.paths.items()
    }


@given(
    st.lists(st.tuples(st.integers(0, 30), st.sampled_from("xyz")), min_size=1),
    st.sampled_from([(0.8, 0.1, 0.1), (0.5, 0.5), (0.7, 0.3), (0.34, 0.33, 0.33)]),
    st.integers(0, 5),
)
def test_sides_and_strata_get_their_shares_within_a_group_or_two(
    rows: list[tuple[int, str]], fractions: tuple[float, ...], seed: int
) -> None:
    rows = [(group, dict(rows)[group]) for group, _ in rows]  # one stratum a group
    sides = assign(rows, fractions, seed)
    largest = max(Counter(group for group, _ in rows).values())
    for stratum in {*"xyz", None}:
        inside = [group for group, other in rows if stratum in (other, None)]
        have = Counter(sides[group] for group in inside)
        for side, fraction in enumerate(fractions):
            groups = 1 if stratum is None else 2
            assert abs(have[side] - fraction * len(inside)) <= groups * largest
    assert assign(reversed(rows), fractions, seed) == sides


def test_a_field_that_no_record_has_is_an_error_that_names_those_there_are(
    tmp_path: Path,
) -> None:
    records = [record("1", "one", kind="x"), record("2", "two")]
    with pytest.raises(ConfigError, match="no record has the field 'knid'; there are: id, kind, m"):
        made(tmp_path, records, Plan((0.5, 0.5), stratify="knid"))
    assert not list((tmp_path / "out").glob("*.jsonl"))
    assert made(tmp_path, records, Plan((0.5, 0.5), stratify="kind")).groups == 2


def test_equal_and_near_prompts_stay_on_one_side(tmp_path: Path) -> None:
    records = []
    for number, text in enumerate(texts(60)):
        near = text.rsplit(" ", 1)[0] + " other"
        for copy, prompt in enumerate([text, f"  {text.upper()}!", near]):
            records.append(record(f"{number}-{copy}", prompt))
    result = made(tmp_path, records, Plan((0.6, 0.2, 0.2)))
    sides = {each: side for side, each_id in ids(result).items() for each in each_id}
    assert len(sides) == len(records)
    assert (result.groups, result.largest) == (60, 3)
    for number in range(60):
        assert len({sides[f"{number}-{copy}"] for copy in range(3)}) == 1
    leaks = find_leaks(list(result.paths.values()), 3, pytest.fail)
    assert (leaks.groups, leaks.examples) == (0, ())


def test_the_order_of_the_input_does_not_matter_and_the_seed_does(tmp_path: Path) -> None:
    prompts = texts(100)
    near = [text.rsplit(" ", 1)[0] + " other" for text in prompts[:40]]
    records = [record(str(n), prompt, kind=n % 3) for n, prompt in enumerate(prompts + near)]
    rng = random.Random(1)  # noqa: S311  # repeatable, not secret
    shuffled = rng.sample(records, len(records))
    plan = Plan((0.8, 0.1, 0.1), 7, "kind")
    one = ids(made(tmp_path, records, plan, "one"))
    assert ids(made(tmp_path, shuffled, plan, "two")) == one
    assert ids(made(tmp_path, records, plan._replace(seed=8), "three")) != one


def test_each_stratum_gets_its_shares(tmp_path: Path) -> None:
    records = [
        record(str(n), prompt, kind={"a": "rare"} if n < 20 else "common")
        for n, prompt in enumerate(texts(200))
    ]
    result = made(tmp_path, records, Plan((0.8, 0.2), 0, "kind"))
    assert result.counts["test"] == {'{"a":"rare"}': 4, "common": 36}
    assert result.counts["train"] == {'{"a":"rare"}': 16, "common": 144}


def test_unrelated_long_prompts_are_not_near() -> None:
    prompts = Prompts()
    for text in [" ".join(texts(400, seed)) for seed in (1, 2)]:
        prompts.add(words_of(text))
    assert len(set(prompts.groups().tolist())) == 2


@pytest.mark.parametrize("changed", range(0, 40, 4))
def test_half_a_prompt_in_common_is_not_near_at_the_threshold(changed: int) -> None:
    text, other = texts(2)
    prompts = Prompts()
    prompts.add(words_of(text))
    prompts.add(words_of(" ".join(text.split()[:20] + other.split()[:20])))
    far = text.split()
    far[changed] = "changed"
    prompts.add(words_of(" ".join(far)))
    one, half, nearly = prompts.groups().tolist()
    assert one == nearly != half


@pytest.mark.parametrize(
    ("record", "prompt"),
    [
        ({"query": "Q", "response": "R"}, "Q"),
        ({"prompt": "P", "response_A": "A", "response_B": "B"}, "P"),
        (
            {"messages": [{"role": "user", "content": [{"text": "U"}]}], "system": [{"text": "S"}]},
            "U",
        ),
        (
            {
                "messages": [
                    {"role": "user", "content": "1"},
                    {"role": "assistant", "content": "2"},
                    {"role": "user", "content": "3"},
                    {"role": "assistant", "content": "gold"},
                ]
            },
            "1\n2\n3",
        ),
    ],
)
def test_the_prompt_is_what_comes_before_the_gold(record: dict[str, Any], prompt: str) -> None:
    assert prompt_of(record) == prompt


def test_a_bad_line_is_told_and_left_out(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "d.jsonl", "{", record("a", "one"), {"x": 1}, record("b", "two"))
    problems: list[str] = []
    result = split(path, tmp_path / "out", Plan((0.5, 0.5)), problems.append)
    assert sorted(map(len, ids(result).values())) == [1, 1]
    assert [problem.split(": ")[0] for problem in problems] == [f"{path}:1:2", f"{path}:3"]


def test_lines_are_kept_as_they_are(tmp_path: Path) -> None:
    line = '{"id":"a",  "messages":[{"role":"user","content":"\\u00e4"}]}'
    result = made(tmp_path, [line], Plan((0.5, 0.5)))
    assert result.paths["train"].read_text() == f"{line}\n"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    there = write_lines(tmp_path / "out" / "test.jsonl", "mine")
    path = write_lines(tmp_path / "d.jsonl", record("a", "one"))
    with pytest.raises(DatasetError, match=r"test\.jsonl exists"):
        split(path, tmp_path / "out", Plan((0.5, 0.5)), pytest.fail)
    assert there.read_text() == "mine\n"
    assert list((tmp_path / "out").iterdir()) == [there]


def test_a_file_without_prompts_leaves_nothing_behind(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "d.jsonl")
    with pytest.raises(DatasetError, match="no records"):
        split(path, tmp_path / "out", Plan((0.5, 0.5)), pytest.fail)
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("text", ["1", "0.5/0.5/0/0", "a/b", "1/0", "nan/1", "inf/1", "1/1/1/1"])
def test_fractions_that_make_no_sense(text: str) -> None:
    with pytest.raises(ConfigError, match="fractions are such as"):
        parse_fractions(text)


def test_fractions_are_of_one() -> None:
    assert parse_fractions("80/20") == (0.8, 0.2)


def test_leaks_name_the_places(tmp_path: Path) -> None:
    one = write_lines(tmp_path / "1.jsonl", record("a", "Do this thing."), record("b", "Else."))
    two = write_lines(tmp_path / "2.jsonl", "{", record("c", "do THIS thing"))
    problems: list[str] = []
    leaks = find_leaks([one, two], 1, problems.append)
    assert (leaks.groups, leaks.records) == (1, 2)
    assert leaks.examples[0] == ("Do this thing.", (f"{one}:1", f"{two}:2"))
    assert len(problems) == 1


def test_the_splits_of_the_example_do_not_leak() -> None:
    paths = [LEGAL / f"{name}.jsonl" for name in ("train", "validation", "test")]
    assert find_leaks(paths, 3, pytest.fail, near=0.5).groups == 0
