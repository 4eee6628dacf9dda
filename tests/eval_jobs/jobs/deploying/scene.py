"""Bedrock as far as deploying needs it, and a job to deploy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from eval_jobs.jobs.deploy import Deployed, deploy, undeploy
from eval_jobs.jobs.registry import Registry
from tests.eval_jobs.jobs.scripted import REGION, START, Fault, Script, record

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
