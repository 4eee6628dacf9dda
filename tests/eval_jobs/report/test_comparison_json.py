from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from eval_jobs.report.comparison_json import comparison_json
from tests.support import material


def strict(found: Any) -> Any:
    return json.loads(json.dumps(comparison_json(found), allow_nan=False))


@pytest.mark.parametrize("make", material.ALL)
def test_it_is_strict_json_with_the_same_keys(make: material.Make) -> None:
    assert list(strict(make())) == [
        *("title", "created", "versions", "configuration", "runs", "compared", "sentences"),
        *("gate", "notes", "comparison", "breakdowns", "curves"),
    ]


def test_figures_are_found_by_metric_and_run() -> None:
    found = strict(material.two_runs())
    assert found["comparison"]["estimates"]["reward"]["few_shot"]["value"] == 0.815
    assert found["comparison"]["differences"]["tool_f1"]["few_shot"]["wins"] == 120
    assert found["comparison"]["baseline"] == "zero_shot"
    assert found["breakdowns"]["few_shot"]["tools"]["filing_fee"]["support"] == 100
    assert found["breakdowns"]["few_shot"]["calibration"]["bins"][0] == [0.25, 0.2, 80]
    assert found["curves"]["few_shot"]["train/reward"][1] == [1, 0.501]
    assert found["gate"][0]["outcome"] == "pass"
    assert found["sentences"]["few_shot"].startswith("few_shot is better than zero_shot")


def test_undefined_is_null() -> None:
    found = strict(material.undefined())
    assert found["comparison"]["estimates"]["reward"]["a"]["value"] is None
    assert strict(material.single_run())["comparison"] is None


def test_numpy_and_what_is_not_finite_become_json() -> None:
    configuration = {
        "a": np.float64("nan"),
        "b": np.int64(3),
        "c": [float("inf"), np.True_],
        "d": material.two_runs,
        "e": None,
    }
    found = strict(material.single_run()._replace(configuration=configuration))["configuration"]
    assert found == {"a": None, "b": 3, "c": [None, True], "d": found["d"], "e": None}
    assert "two_runs" in found["d"]


def test_thresholds_for_wanted_precisions_are_there() -> None:
    found = comparison_json(material.two_runs())["breakdowns"]["few_shot"]["calibration"]
    assert found["thresholds"] == [[0.9, 0.9], [0.95, None], [0.99, None]]
