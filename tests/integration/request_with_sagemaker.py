"""Make training jobs with AWS's own SDK, and print the requests that would have left.

Run by an interpreter that has sagemaker-train; a test calls it in a subprocess:

    python request_with_sagemaker.py < CASES

CASES is a JSON list of `Case` objects. The result is a JSON list of objects with the `parameters`
of CreateTrainingJob and the `recipe`. No call leaves: each is answered here; telemetry is off.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypedDict

if TYPE_CHECKING:
    from collections.abc import Callable

ANSWERS: dict[str, dict[str, Any]] = {
    "GetCallerIdentity": {"Account": "111122223333", "Arn": "arn:aws:iam::111122223333:user/u"},
    "ListBuckets": {
        "Buckets": [{"Name": "sagemaker-us-east-1-111122223333", "CreationDate": "2026-01-01"}]
    },
    "SimulatePrincipalPolicy": {"EvaluationResults": [{"EvalDecision": "allowed"}]},
}


ENDS: Final = ("CreateTrainingJob", "CreatePipeline")
"""The calls that the scripts are after."""
SENT: Final[list[dict[str, Any]]] = []
"""What they were called with; the SDK hides errors, so that none could carry it out."""


class NotSentError(Exception):
    """One of `ENDS` was called: there is no more to see."""


class Case(TypedDict):
    """What a launch says, besides the recipe; `parameters` is a CreateTrainingJob request."""

    recipe: str
    parameters: dict[str, Any]


def no_network(*_: Any) -> None:
    """Stand in for every connection."""
    raise OSError("nothing may leave this machine")


def request(case: Case, session: Any) -> dict[str, Any]:
    """What `ModelTrainer.from_recipe` makes of the case: the request, and the recipe."""
    from sagemaker.core import shapes  # type: ignore[import-not-found]  # not in .venv
    from sagemaker.train import configs  # type: ignore[import-not-found]
    from sagemaker.train.model_trainer import ModelTrainer  # type: ignore[import-not-found]

    parameters = case["parameters"]
    resources, network = parameters["ResourceConfig"], parameters.get("VpcConfig", {})
    with tempfile.TemporaryDirectory() as folder:
        recipe = Path(folder) / "recipe.yaml"
        recipe.write_text(case["recipe"], encoding="utf-8")
        trainer = ModelTrainer.from_recipe(
            training_recipe=str(recipe),
            compute=configs.Compute(
                instance_type=resources["InstanceType"],
                instance_count=resources["InstanceCount"],
                volume_size_in_gb=resources["VolumeSizeInGB"],
            ),
            networking=configs.Networking(
                security_group_ids=network.get("SecurityGroupIds"),
                subnets=network.get("Subnets"),
                enable_network_isolation=parameters["EnableNetworkIsolation"],
            ),
            stopping_condition=shapes.StoppingCondition(
                max_runtime_in_seconds=parameters["StoppingCondition"]["MaxRuntimeInSeconds"]
            ),
            training_image=parameters["AlgorithmSpecification"]["TrainingImage"],
            output_data_config=shapes.OutputDataConfig(
                s3_output_path=parameters["OutputDataConfig"]["S3OutputPath"],
                **kms(parameters["OutputDataConfig"]),
            ),
            input_data_config=[
                channel(shapes, one)
                for one in parameters["InputDataConfig"]
                if one["ChannelName"] != "recipe"
            ],
            tags=[shapes.Tag(key=tag["Key"], value=tag["Value"]) for tag in parameters["Tags"]],
            sagemaker_session=session,
            role=parameters["RoleArn"],
            base_job_name="base",
        )
        curves = parameters["TensorBoardOutputConfig"]["S3OutputPath"]
        trainer.with_tensorboard_output_config(
            configs.TensorBoardOutputConfig(s3_output_path=curves)
        )
        with contextlib.suppress(NotSentError):
            trainer.train(wait=False, logs=False)
        return {"parameters": sent(), "recipe": trainer.get_resolved_recipe()}


def sent() -> dict[str, Any]:
    """What the SDK has just sent."""
    last = SENT[-1]
    SENT.clear()
    return last


def kms(output: dict[str, str]) -> dict[str, str]:
    """The key, where there is one."""
    return {"kms_key_id": output["KmsKeyId"]} if "KmsKeyId" in output else {}


def channel(shapes: Any, parameters: dict[str, Any]) -> Any:
    """A channel of the SDK's for one of the request's."""
    source = parameters["DataSource"]["S3DataSource"]
    return shapes.Channel(
        channel_name=parameters["ChannelName"],
        input_mode=parameters["InputMode"],
        data_source=shapes.DataSource(
            s3_data_source=shapes.S3DataSource(
                s3_data_type=source["S3DataType"],
                s3_uri=source["S3Uri"],
                s3_data_distribution_type=source["S3DataDistributionType"],
            )
        ),
    )


def answered_session() -> Any:
    """A session whose calls are all answered here; the one that makes a training job ends it."""
    import boto3
    from botocore.awsrequest import AWSResponse
    from sagemaker.core.helper.session_helper import (  # type: ignore[import-not-found]
        Session,
    )

    def keep(params: dict[str, Any], model: Any, **_: Any) -> None:
        if model.name in ENDS:
            SENT.append(params)
            raise NotSentError

    def answer(model: Any, **_: Any) -> tuple[Any, dict[str, Any]]:
        return AWSResponse("", 200, {}, None), ANSWERS.get(model.name, {})

    begin = boto3.session.Session.__init__

    def begin_answered(self: Any, *args: Any, **options: Any) -> None:
        begin(self, *args, **options)
        self.events.register("provide-client-params.*.*", keep)
        self.events.register("before-call.*.*", answer)

    boto3.session.Session.__init__ = begin_answered  # the SDK makes sessions of its own too
    return Session(boto_session=boto3.session.Session(region_name="us-east-1"))


def trust_the_schema() -> None:
    """Leave out a check of the SDK's schema for its settings, not of the settings.

    It takes 0.2 seconds, and is made anew for each of the hundreds of values that are looked up.
    """
    import jsonschema  # type: ignore[import-untyped]  # not in .venv

    jsonschema.Draft202012Validator.check_schema = lambda *_, **__: None


def run(make: Callable[[Any, Any], dict[str, Any]]) -> None:
    """Read the cases, make the request of each by `make(case, session)`, print them."""
    os.environ["SAGEMAKER_VALIDATE_ROLE"] = "false"
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as settings:
        settings.write("SchemaVersion: '1.0'\nSageMaker:\n  PythonSDK:\n    Modules:\n")
        settings.write("      TelemetryOptOut: true\n")
        settings.flush()
        os.environ["SAGEMAKER_USER_CONFIG_OVERRIDE"] = settings.name
        socket.socket.connect = no_network  # type: ignore[method-assign]  # on purpose
        cases = json.load(sys.stdin)
        result, sys.stdout = sys.stdout, sys.stderr  # the SDK prints
        session = answered_session()
        trust_the_schema()
        json.dump([make(case, session) for case in cases], result)


if __name__ == "__main__":
    run(request)
