from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from eval_jobs.aws import AwsError
from eval_jobs.jobs.custom_models import TAG
from eval_jobs.jobs.deploy import Deployed, ask_model, deploy, intent_of, undeploy
from eval_jobs.jobs.errors import JobError
from eval_jobs.jobs.registry import Registry
from eval_jobs.models.model import RequestError
from tests.eval_jobs.jobs.scripted import REGION, ROLE, START, Fault, Script, record
from tests.eval_jobs.services import Reply, Request, Service, serving

ESCROW = "s3://customer-escrow-111122223333-smtj-abc/run"
ACCOUNT = f"arn:aws:bedrock:{REGION}:111122223333"
MODEL = f"{ACCOUNT}:custom-model/imported/aaaabbbbcccc"
OTHER_MODEL = f"{ACCOUNT}:custom-model/imported/ddddeeeeffff"
BEDROCK_ROLE = "arn:aws:iam::111122223333:role/Bedrock"
DEPLOYMENT = f"{ACCOUNT}:custom-model-deployment/gggghhhhiiii"


class Bedrock:
    """Bedrock's models and deployments: what is made is there, `Creating` for one look."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.models: dict[str, dict[str, Any]] = {}
        self.deployments: dict[str, dict[str, Any]] = {}
        self.failure: str | None = None
        script.on("CreateCustomModel", self._create_model)
        script.on("GetCustomModel", lambda p: self._get(self.models, p["modelIdentifier"]))
        script.on("ListCustomModels", self._list_models)
        script.on("ListTagsForResource", lambda p: {"tags": self.models[p["resourceARN"]]["tags"]})
        script.on("DeleteCustomModel", lambda p: self._delete(self.models, p["modelIdentifier"]))
        script.on("CreateCustomModelDeployment", self._create_deployment)
        identifier = "customModelDeploymentIdentifier"
        script.on("GetCustomModelDeployment", lambda p: self._get(self.deployments, p[identifier]))
        script.on("ListCustomModelDeployments", self._list_deployments)
        script.on(
            "DeleteCustomModelDeployment", lambda p: self._delete(self.deployments, p[identifier])
        )

    def add_model(self, arn: str, name: str, tags: Any = ()) -> None:
        self.models[arn] = {"modelArn": arn, "modelName": name, "tags": list(tags), "looks": 0}

    def add_deployment(self, arn: str, name: str, model: str) -> None:
        names = {"modelDeploymentName": name, "customModelDeploymentArn": arn}
        self.deployments[arn] = {**names, "modelArn": model, "looks": 0}

    def _create_model(self, parameters: dict[str, Any]) -> dict[str, Any]:
        self.add_model(MODEL, parameters["modelName"], parameters["modelTags"])
        return {"modelArn": MODEL}

    def _create_deployment(self, parameters: dict[str, Any]) -> dict[str, Any]:
        name, model = parameters["modelDeploymentName"], parameters["modelArn"]
        self.add_deployment(DEPLOYMENT, name, model)
        return {"customModelDeploymentArn": DEPLOYMENT}

    def _get(self, things: dict[str, dict[str, Any]], arn: str) -> Any:
        if arn not in things:
            return Fault("ResourceNotFoundException", 404)
        thing = dict(things[arn])
        things[arn]["looks"] += 1
        state = "Active" if thing.pop("looks") else "Creating"
        if self.failure is not None:
            state, thing["failureMessage"] = "Failed", self.failure
        thing.pop("tags", None)
        moment = {"creationTime": START, "modelStatus": state}
        return {**thing, **(moment if things is self.models else self._moment(state))}

    @staticmethod
    def _moment(state: str) -> dict[str, Any]:
        return {"createdAt": START, "status": state}

    def _list_models(self, parameters: dict[str, Any]) -> dict[str, Any]:
        base = {"baseModelArn": MODEL, "baseModelName": "amazon.nova", "creationTime": START}
        return self._page(
            parameters,
            "modelSummaries",
            [
                {**base, "modelArn": arn, "modelName": model["modelName"]}
                for arn, model in self.models.items()
            ],
            "modelName",
        )

    def _list_deployments(self, parameters: dict[str, Any]) -> dict[str, Any]:
        return self._page(
            parameters,
            "modelDeploymentSummaries",
            [
                {
                    "customModelDeploymentArn": arn,
                    "customModelDeploymentName": deployment["modelDeploymentName"],
                    "modelArn": deployment["modelArn"],
                    **self._moment("Active"),
                }
                for arn, deployment in self.deployments.items()
            ],
            "customModelDeploymentName",
        )

    @staticmethod
    def _page(
        parameters: dict[str, Any], key: str, summaries: list[dict[str, Any]], name: str
    ) -> dict[str, Any]:
        """One summary a page."""
        found = [one for one in summaries if parameters["nameContains"] in one[name]]
        place = int(parameters.get("nextToken", "0"))
        more = {"nextToken": str(place + 1)} if place + 1 < len(found) else {}
        return {key: found[place : place + 1], **more}

    def _delete(self, things: dict[str, dict[str, Any]], arn: str) -> Any:
        if things is self.models and self.deployments:
            return Fault("ConflictException", 409)
        return {} if things.pop(arn, None) else Fault("ResourceNotFoundException", 404)


class Scene:
    def __init__(self, folder: Path) -> None:
        self.script = Script()
        self.bedrock = Bedrock(self.script)
        self.registry = Registry(folder)
        self.registry.save(record(checkpoint=ESCROW))
        self.asked: list[str] = []

    def ask(self, deployment: str) -> str:
        self.asked.append(deployment)
        return "Here."

    def deploy(
        self,
        name: str | None = None,
        ask: Callable[[str], str] | None = None,
        role: str | None = BEDROCK_ROLE,
    ) -> Deployed:
        job = self.registry.load("legal-rft")
        calls = self.script.patient()
        return deploy(job, self.registry, name, role, calls=calls, ask=ask or self.ask)

    def undeploy(self, *, model: bool = False) -> None:
        job = self.registry.load("legal-rft")
        undeploy(job, self.registry, model=model, calls=self.script.patient())

    def kept(self) -> tuple[str | None, str | None]:
        """The registry's model and deployment."""
        job = self.registry.load("legal-rft")
        return job.custom_model, job.deployment


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def test_a_checkpoint_becomes_a_model_that_answers(scene: Scene) -> None:
    assert scene.deploy() == Deployed(MODEL, DEPLOYMENT, "Here.", f'modelId="{DEPLOYMENT}"')
    (model,) = scene.script.requests("CreateCustomModel")
    (deployment,) = scene.script.requests("CreateCustomModelDeployment")
    tag, token = model["modelTags"][0], model["clientRequestToken"]
    assert model == {
        "modelName": "legal-rft",
        "modelSourceConfig": {"s3DataSource": {"s3Uri": ESCROW}},
        "roleArn": BEDROCK_ROLE,
        "modelTags": [{"key": TAG, "value": tag["value"]}],
        "clientRequestToken": token,
    }
    assert deployment == {
        "modelDeploymentName": "legal-rft",
        "modelArn": MODEL,
        "clientRequestToken": deployment["clientRequestToken"],
    }
    assert token != deployment["clientRequestToken"]
    assert len(scene.script.requests("GetCustomModel")) == 2
    assert len(scene.script.requests("GetCustomModelDeployment")) == 2
    assert scene.asked == [DEPLOYMENT]
    assert scene.kept() == (MODEL, DEPLOYMENT)


def test_a_model_is_encrypted_with_the_jobs_key(scene: Scene) -> None:
    key = f"arn:aws:kms:{REGION}:111122223333:key/12345678-1234-1234-1234-123456789012"
    job = {"role": ROLE, "compute": {"kms_key": key}}
    scene.registry.update("legal-rft", job=job)
    scene.deploy()
    assert scene.script.requests("CreateCustomModel")[0]["modelKmsKeyArn"] == key


def test_the_role_of_a_job_on_sagemaker_is_not_handed_to_bedrock(scene: Scene) -> None:
    with pytest.raises(JobError, match=r"--role ARN"):
        scene.deploy(role=None)
    assert not scene.script.requests("CreateCustomModel")


def test_a_job_on_bedrock_has_its_own_role() -> None:
    job = {"role": ROLE, "backend": "bedrock"}
    assert intent_of(record(checkpoint=ESCROW, job=job)).role == ROLE
    assert intent_of(record(checkpoint=ESCROW, job=job), role=BEDROCK_ROLE).role == BEDROCK_ROLE
    assert intent_of(record(checkpoint=ESCROW)).role is None


def test_a_model_that_is_there_takes_no_role(scene: Scene) -> None:
    first = scene.deploy()
    assert scene.deploy(role=None) == first


def test_a_role_is_given_by_its_arn() -> None:
    with pytest.raises(JobError, match="--role Bedrock: give the role's ARN"):
        intent_of(record(checkpoint=ESCROW), role="Bedrock")


def test_tokens_are_those_of_the_intent() -> None:
    one = intent_of(record(checkpoint=ESCROW))
    same = intent_of(record(checkpoint=ESCROW, launched="2027-01-01T00:00:00+00:00"))
    others = [
        intent_of(record(checkpoint=ESCROW), "another"),
        intent_of(record(checkpoint=ESCROW + "2")),
    ]
    assert one.token("model") == same.token("model")
    every = {intent.token(step) for intent in [one, *others] for step in ("model", "deployment")}
    assert len(every) == 6
    assert all(re.fullmatch("[a-z0-9]{1,256}", token) for token in every)


@pytest.mark.parametrize("step", range(1, 8))
def test_an_interrupted_deploy_goes_on(step: int, scene: Scene) -> None:
    """Killed after each of its calls in turn, then repeated: one model, one deployment."""
    killed = scene.script.patient()

    def connect(service: str, region: str) -> Any:
        made = scene.script.connect(service, region)
        made.meta.events.register("after-call", lambda **_: interrupt())
        return made

    def interrupt() -> None:
        if len(scene.script.calls) == step:
            raise KeyboardInterrupt

    killed = scene.script.patient(connect)
    job = scene.registry.load("legal-rft")
    with pytest.raises(KeyboardInterrupt):
        deploy(job, scene.registry, role=BEDROCK_ROLE, calls=killed, ask=scene.ask)
    assert scene.deploy().deployment == DEPLOYMENT
    assert len(scene.script.requests("CreateCustomModel")) == 1
    assert len(scene.script.requests("CreateCustomModelDeployment")) == 1


def test_a_lost_answer_is_asked_for_with_the_same_token(scene: Scene) -> None:
    create = scene.bedrock._create_model
    scene.script.on("CreateCustomModel", Fault("InternalServerException", 500), create)
    scene.deploy()
    first, second = scene.script.requests("CreateCustomModel")
    assert first == second


def test_a_deployed_job_is_deployed_once(scene: Scene) -> None:
    first = scene.deploy()
    created = len(scene.script.requests("CreateCustomModel"))
    assert scene.deploy() == first
    assert len(scene.script.requests("CreateCustomModel")) == created
    assert len(scene.asked) == 2


def test_longer_names_on_other_pages_are_not_taken_for_it(scene: Scene) -> None:
    scene.bedrock.add_model(OTHER_MODEL, "legal-rft-2")
    scene.bedrock.add_deployment(DEPLOYMENT[:-1] + "x", "legal-rft-2", OTHER_MODEL)
    scene.deploy()
    scene.deploy()
    assert len(scene.script.requests("CreateCustomModel")) == 1
    assert len(scene.script.requests("CreateCustomModelDeployment")) == 1


@pytest.mark.parametrize("tags", [[], [{"key": TAG, "value": "of-another"}]])
def test_another_checkpoints_model_is_not_used(tags: list[Any], scene: Scene) -> None:
    scene.bedrock.add_model(OTHER_MODEL, "legal-rft", tags)
    with pytest.raises(JobError, match=r"there is a model legal-rft already.* --name"):
        scene.deploy()
    assert scene.script.requests("CreateCustomModel") == []
    assert scene.deploy("another").model == MODEL


def test_another_models_deployment_is_not_used(scene: Scene) -> None:
    scene.bedrock.add_deployment(DEPLOYMENT, "legal-rft", OTHER_MODEL)
    with pytest.raises(JobError, match="there is a deployment legal-rft already, of"):
        scene.deploy()
    assert scene.script.requests("CreateCustomModelDeployment") == []


def test_a_full_rank_model_needs_provisioned_throughput(scene: Scene) -> None:
    scene.registry.update("legal-rft", job={"role": ROLE, "rank": "full"})
    found = scene.deploy()
    assert (found.model, found.deployment, found.reply) == (MODEL, None, "")
    assert f"create-provisioned-model-throughput --region {REGION}" in found.advice
    assert MODEL in found.advice
    assert scene.script.requests("CreateCustomModelDeployment") == []
    assert scene.kept() == (MODEL, None)


def test_a_model_of_bedrocks_own_is_deployed_as_it_is(scene: Scene) -> None:
    scene.bedrock.add_model(MODEL, "from-bedrock")
    scene.registry.update("legal-rft", checkpoint=MODEL)
    assert scene.deploy().deployment == DEPLOYMENT
    assert scene.script.requests("CreateCustomModel") == []
    assert scene.kept() == (None, DEPLOYMENT)
    with pytest.raises(JobError, match="all that is left of the training"):
        scene.undeploy(model=True)
    assert scene.bedrock.deployments


def test_a_refused_model_says_why(scene: Scene) -> None:
    scene.bedrock.failure = "the role may not read the checkpoint"
    with pytest.raises(JobError, match=r"legal-rft failed: the role may not read"):
        scene.deploy()
    assert scene.kept() == (None, None)


def test_a_model_that_is_remembered_and_gone_is_said(scene: Scene) -> None:
    scene.script.on("CreateCustomModel", {"modelArn": MODEL})
    with pytest.raises(JobError, match="choose another --name"):
        scene.deploy()
    assert len(scene.script.slept) == 5


def test_a_role_that_may_not_is_an_error(scene: Scene) -> None:
    scene.script.on("CreateCustomModel", Fault("AccessDeniedException", 403))
    with pytest.raises(AwsError, match="bedrock create_custom_model"):
        scene.deploy()


def test_a_new_deployment_may_not_be_ready(scene: Scene) -> None:
    answers: list[Any] = [RequestError("not ready", "ModelNotReady", lasting=False)] * 2

    def ask(_: str) -> str:
        if answers:
            raise answers.pop()
        return "Here."

    assert scene.deploy(ask=ask).reply == "Here."


@pytest.mark.parametrize(("lasting", "times"), [(True, 1), (False, 5)])
def test_a_deployment_that_does_not_answer_is_kept_and_said(
    lasting: bool, times: int, scene: Scene
) -> None:
    def ask(deployment: str) -> str:
        scene.asked.append(deployment)
        raise RequestError("no", "Odd", lasting=lasting)

    with pytest.raises(JobError, match="is active, and does not answer: no"):
        scene.deploy(ask=ask)
    assert len(scene.asked) == times
    assert scene.kept() == (MODEL, DEPLOYMENT)


def test_an_empty_answer_is_said(scene: Scene) -> None:
    with pytest.raises(JobError, match="answers nothing"):
        scene.deploy(ask=lambda _: " ")


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    def reply(_: Request) -> Reply:
        thought = {"reasoningContent": {"reasoningText": {"text": "hm"}}}
        message = {"role": "assistant", "content": [thought, {"text": "Here I am."}]}
        usage = {"inputTokens": 1, "outputTokens": 2, "totalTokens": 3}
        body = {"output": {"message": message}, "stopReason": "end_turn", "usage": usage}
        return Reply({**body, "metrics": {"latencyMs": 1}})

    with serving(reply) as service:
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", service.url)
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "testing")
        yield service


def test_the_smoke_test_asks_converse_and_leaves_thoughts_out(runtime: Service) -> None:
    assert ask_model(DEPLOYMENT) == "Here I am."
    (request,) = runtime.requests
    assert request.path == f"/model/{DEPLOYMENT}/converse"
    assert [message["role"] for message in request.body["messages"]] == ["user"]
    assert request.body["inferenceConfig"]["maxTokens"] == 1024


@pytest.mark.parametrize("name", ["a--b", "-a", "a.b", "a" * 64, "a b"])
def test_a_name_that_bedrock_does_not_take_is_said(name: str, scene: Scene) -> None:
    with pytest.raises(JobError, match=re.escape(f"--name {name}: Bedrock takes")):
        scene.deploy(name)
    assert scene.script.calls == []


def test_a_job_without_a_checkpoint_is_said(scene: Scene) -> None:
    scene.registry.update("legal-rft", checkpoint=None)
    with pytest.raises(JobError, match=r"toolgrade job collect legal-rft` first"):
        scene.deploy()


def test_undeploy_deletes_the_deployment_and_leaves_the_model(scene: Scene) -> None:
    scene.deploy()
    scene.undeploy()
    assert scene.bedrock.deployments == {}
    assert list(scene.bedrock.models) == [MODEL]
    assert scene.kept() == (MODEL, None)
    assert scene.script.requests("DeleteCustomModelDeployment") == [
        {"customModelDeploymentIdentifier": DEPLOYMENT}
    ]
    scene.undeploy(model=True)
    assert scene.bedrock.models == {}
    assert scene.kept() == (None, None)
    with pytest.raises(JobError, match="is not deployed"):
        scene.undeploy()


def test_the_model_goes_after_the_deployment_is_gone(scene: Scene) -> None:
    scene.deploy()
    deleted = scene.bedrock._delete
    conflict = Fault("ConflictException", 409)
    scene.script.on(
        "DeleteCustomModel",
        conflict,
        lambda p: deleted(scene.bedrock.models, p["modelIdentifier"]),
    )
    scene.undeploy(model=True)
    operations = [call.operation for call in scene.script.calls]
    assert operations[-4:] == [
        "DeleteCustomModelDeployment",
        "GetCustomModelDeployment",
        "DeleteCustomModel",
        "DeleteCustomModel",
    ]
    assert scene.kept() == (None, None)


def test_what_is_gone_already_is_no_error(scene: Scene) -> None:
    scene.deploy()
    scene.bedrock.deployments.clear()
    scene.bedrock.models.clear()
    scene.undeploy(model=True)
    assert scene.kept() == (None, None)


def test_what_may_not_be_deleted_stays_known(scene: Scene) -> None:
    scene.deploy()
    scene.script.on("DeleteCustomModelDeployment", Fault("AccessDeniedException", 403))
    with pytest.raises(AwsError, match="delete_custom_model_deployment"):
        scene.undeploy()
    assert scene.kept() == (MODEL, DEPLOYMENT)
