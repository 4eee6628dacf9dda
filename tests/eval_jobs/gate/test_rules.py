import pytest

from eval_jobs.errors import ConfigError
from eval_jobs.gate.rules import Rule, read_rules


def read(text: str) -> Rule:
    return read_rules({"rules": [text]}, "gate.yaml")[0]


@pytest.mark.parametrize("sign", [">=", ">", "<=", "<", "="])
def test_a_metric_is_held_against_a_number(sign: str) -> None:
    text = f"exact_match {sign} 0.8"
    assert read(text) == Rule(text, "exact_match", False, sign, 0.8, None)


def test_with_a_level_the_interval_is_held_against_it() -> None:
    assert read("reward>=.5 at 90%").level == 0.9
    assert read("reward >= 0.5 at 97.5 %").level == 0.975


@pytest.mark.parametrize(("percent", "level"), [("50", 0.5), ("99.9", 0.999)])
def test_levels_go_from_50_to_99_9_percent(percent: str, level: float) -> None:
    assert read(f"reward >= 0.5 at {percent}%").level == pytest.approx(level)
    assert read(f"reward better than the baseline at {percent}%").level == pytest.approx(level)


def test_no_worse_than_the_baseline_is_a_difference_above_minus_the_margin() -> None:
    text = "tool_f1 not worse than the baseline by more than 0.01 at 99%"
    assert read(text) == Rule(text, "tool_f1", True, ">=", -0.01, 0.99)


def test_better_than_the_baseline_is_a_difference_above_the_margin() -> None:
    rule = read("reward better than the baseline")
    assert (rule.relative, rule.sign, rule.number, rule.level) == (True, ">", 0.0, 0.95)
    assert read("reward better than the baseline by more than 0.02").number == 0.02


def test_spaces_and_line_ends_do_not_matter() -> None:
    assert read("  reward\n >=   1 ").text == "reward >= 1"


@pytest.mark.parametrize(
    "text",
    [
        "reward",
        "reward >= high",
        "reward >= -1",
        "reward is better than the baseline",
        "reward >= 0.5 at 20%",
        "reward >= 0.5 at 49.9%",
        "reward >= 0.5 at 99.91%",
        "reward better than the baseline at 99.99%",
        "reward not worse than the baseline by more than 0.1 at 5%",
        "left_out = 0 at 95%",
        "left_out not worse than the baseline",
        "reward >= 0.5 at 100%",
        "reward = 0.5 at 95%",
        "unscored = 0 at 95%",
        "unscored better than the baseline",
        "",
        7,
        None,
    ],
)
def test_what_is_no_rule_is_named_beside_what_would_be_one(text: object) -> None:
    with pytest.raises(ConfigError, match=r"gate\.yaml: not a rule: ") as caught:
        read_rules({"rules": ["unscored = 0", text]}, "gate.yaml")
    assert repr(text) in str(caught.value)
    assert "unscored = 0\n" in str(caught.value)


@pytest.mark.parametrize(
    "document", [None, [], {}, {"rules": []}, {"rules": "x"}, {"rules": ["unscored = 0"], "x": 1}]
)
def test_what_is_no_gate_file_is_said_with_an_example(document: object) -> None:
    with pytest.raises(ConfigError, match=r"gate\.yaml: a gate file has one key, rules"):
        read_rules(document, "gate.yaml")
