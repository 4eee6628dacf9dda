from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eval_jobs.report.comparison_table import print_comparison
from eval_jobs.report.wording import verdicts
from tests.support import material

if TYPE_CHECKING:
    from eval_jobs.report.material import Material


def printed(
    found: Material, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> str:
    monkeypatch.setenv("COLUMNS", "80")
    print_comparison(found)
    output = capsys.readouterr().out
    assert all(len(line) <= 80 for line in output.splitlines())
    assert "\x1b" not in output
    return output


@pytest.mark.parametrize("make", material.ALL)
def test_eighty_columns_are_enough(
    make: material.Make, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "reward" in printed(make(), capsys, monkeypatch)


def test_four_runs_keep_their_figures_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = ["zero_shot_base", "few_shot_base", "sft-lora-r32", "rft-step-200"]
    output = printed(material.material(runs, [0.44, 0.5, 0.7, 0.9]), capsys, monkeypatch)
    lines = [" ".join(line.split()) for line in output.splitlines()]
    figures = "0.900 [0.860, 0.940] +0.460 [+0.415, +0.505] < 0.001 120/10/68"
    assert any(line.endswith(figures) for line in lines)
    assert any("0.440 0.500 0.700 0.900" in line for line in lines)


def test_it_ends_with_sentences_gate_and_notes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = material.two_runs()
    text = " ".join(printed(found, capsys, monkeypatch).split())
    assert verdicts(found)["few_shot"] in text
    assert "PASS reward is at least 0.4" in text
    assert "INCONCLUSIVE tool_f1" in text
    assert text.endswith("Note: 3 samples of zero_shot did not join.")
    assert "Fees 90 0.500 0.815" in text


def test_hostile_names_are_printed_as_they_are_written(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "[bold]\x1b[31m\u202e"
    found = material.material([name, "b"], [0.1, 0.2])
    output = "".join(printed(found, capsys, monkeypatch).split())
    assert r"[bold]\x1b[31m\u202e" in output


def test_a_run_alone_is_printed_without_empty_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    output = printed(material.material(["only"], [0.7]), capsys, monkeypatch)
    lines = [" ".join(line.split()) for line in output.splitlines()]
    assert "run reward scored samples" in lines
    assert "only 0.700 [0.660, 0.740] 198" in lines
    assert "won lost tied" not in output
