from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import EndpointConnectionError

from eval_jobs.aws import AwsError
from eval_jobs.jobs.preflight.cost import PRICES
from eval_jobs.jobs.registry import Registry
from eval_jobs.jobs.watching import wait
from tests.eval_jobs.jobs.scripted import (
    JOB_ARN,
    START,
    Fault,
    Log,
    Script,
    customization_job,
    record,
    training_job,
)

if TYPE_CHECKING:
    from eval_jobs.jobs.record import JobRecord

STREAM = "legal-rft/algo-1-17"
STARTING = training_job("InProgress", "Starting")
TRAINING = training_job("InProgress", "Training", TrainingStartTime=START)
COMPLETED = training_job(
    "Completed",
    "Completed",
    TrainingStartTime=START,
    TrainingEndTime=START + timedelta(hours=3),
    BillableTimeInSeconds=3600,
)


class Scene:
    """A job in a registry, and the services that it is asked of."""

    def __init__(self, folder: Path, job: JobRecord) -> None:
        self.script = Script()
        self.registry = Registry(folder)
        self.registry.save(job)
        self.job = job
        self.log = Log(self.script, {})

    def wait(self) -> int:
        return wait(self.job, self.registry, calls=self.script.patient(), now=self.script.now)

    @property
    def kept(self) -> JobRecord:
        return self.registry.load(self.job.name)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path, record(status="launching"))


def test_a_job_is_watched_to_its_end(scene: Scene) -> None:
    scene.script.on("DescribeTrainingJob", STARTING, TRAINING, TRAINING, TRAINING, COMPLETED)
    scene.script.on_sleep = [
        lambda: scene.log.streams.update({STREAM: [(0, "step:1 - critic/rewards/mean:0.5")]}),
        lambda: None,
        lambda: scene.log.streams[STREAM].append((1, "step:2 - critic/rewards/mean:0.75")),
    ]
    assert scene.wait() == 0
    told = scene.script.told
    assert told[0] == "legal-rft: running, Starting"
    assert told[1].startswith("legal-rft: running, Training, step 1, reward 0.5, 10 s, ")
    assert told[2].startswith("legal-rft: running, Training, step 2, reward 0.75, 47 s, ")
    assert told[3].startswith("legal-rft: completed, Completed, step 2, reward 0.75, 3 h 00 min")
    hours = [10 / 3600, 47.5 / 3600, 1]  # by the clock, and at the end by the bill
    for line, spent in zip(told[1:], hours, strict=True):
        assert line.endswith(f", about ${PRICES['ml.p5.48xlarge'] * 4 * spent:,.2f}")
    assert scene.script.slept == [10, 15, 22.5, 33.75]
    assert (scene.kept.status, scene.kept.billable_seconds) == ("completed", 3600)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (59.9, "59 s"),
        (60, "1 min 00 s"),
        (245, "4 min 05 s"),
        (3599, "59 min 59 s"),
        (3600, "1 h 00 min"),
        (3900, "1 h 05 min"),
        (90_000, "25 h 00 min"),
    ],
)
def test_seconds_are_told_below_an_hour(scene: Scene, seconds: float, words: str) -> None:
    end = START + timedelta(seconds=seconds)
    times = {"TrainingStartTime": START, "TrainingEndTime": end}
    scene.script.on("DescribeTrainingJob", training_job("Stopped", "", **times))
    scene.wait()
    assert f", {words}, about $" in scene.script.told[-1]


def test_pauses_grow_to_a_minute(scene: Scene) -> None:
    scene.script.on("DescribeTrainingJob", *[TRAINING] * 9, COMPLETED)
    assert scene.wait() == 0
    assert scene.script.slept[-4:] == [60] * 4
    assert len(scene.script.told) == 2  # nothing new is not told


def test_a_failed_job_says_why(scene: Scene) -> None:
    failed = training_job("Failed", "Failed", FailureReason="AlgorithmError: out of memory")
    scene.script.on("DescribeTrainingJob", TRAINING, failed)
    assert scene.wait() == 1
    assert scene.script.told[-1].endswith("\nAlgorithmError: out of memory")
    assert (scene.kept.status, scene.kept.reason) == ("failed", "AlgorithmError: out of memory")


def test_a_stopped_job_has_not_completed(scene: Scene) -> None:
    scene.script.on("DescribeTrainingJob", training_job("Stopped", "MaxRuntimeExceeded"))
    assert scene.wait() == 1
    assert scene.kept.reason == "MaxRuntimeExceeded"


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault("ThrottlingException"), "trying again"),
        (EndpointConnectionError(endpoint_url="https://nowhere"), "trying again"),
        (Fault("ExpiredTokenException"), "Log in"),
    ],
)
def test_faults_on_the_way_are_outlasted(fault: Any, told: str, scene: Scene) -> None:
    scene.script.on("DescribeTrainingJob", TRAINING, fault, fault, COMPLETED)
    assert scene.wait() == 0
    assert told in scene.script.told[1]
    assert scene.script.slept == [10, 5, 10]
    assert len([name for name, _ in scene.script.clients if name == "sagemaker"]) == 3
    assert scene.kept.status == "completed"


def test_nobody_logged_in_is_an_error_at_once(scene: Scene) -> None:
    scene.script.on("DescribeTrainingJob", Fault("ExpiredTokenException"))
    with pytest.raises(AwsError, match=r"Log in, .* and check AWS_PROFILE"):
        scene.wait()
    assert scene.script.slept == []
    assert scene.kept == scene.job


def test_ctrl_c_ends_the_watch_and_not_the_job(scene: Scene) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    scene.script.on("DescribeTrainingJob", TRAINING)
    scene.script.on_sleep = [interrupt]
    assert scene.wait() == 130
    assert "legal-rft goes on" in scene.script.told[-1]
    assert scene.kept.status == "running"
    assert {call.operation for call in scene.script.calls} <= {
        "DescribeTrainingJob",
        "DescribeLogStreams",
    }


def test_a_log_that_may_not_be_read_costs_the_progress_only(scene: Scene) -> None:
    scene.script.on("DescribeTrainingJob", STARTING, TRAINING, COMPLETED)
    scene.script.on("DescribeLogStreams", Fault("AccessDeniedException"))
    assert scene.wait() == 0
    assert len([line for line in scene.script.told if "the log cannot be read" in line]) == 1
    assert len(scene.script.requests("DescribeLogStreams")) == 1


def test_what_others_change_meanwhile_stays(scene: Scene) -> None:
    scene.script.on("DescribeTrainingJob", TRAINING, COMPLETED)
    scene.script.on_sleep = [lambda: scene.registry.update("legal-rft", run="runs/x")]
    assert scene.wait() == 0
    assert (scene.kept.status, scene.kept.run) == ("completed", "runs/x")


def test_a_customization_job_is_watched_without_a_log(tmp_path: Path) -> None:
    scene = Scene(tmp_path, record(service="bedrock", identifier=JOB_ARN))
    scene.script.on(
        "GetModelCustomizationJob", customization_job("InProgress"), customization_job("Completed")
    )
    assert scene.wait() == 0
    assert {call.operation for call in scene.script.calls} == {"GetModelCustomizationJob"}
    assert scene.script.told[0] == "legal-rft: running, 0 s"
