"""Checks the manifests of examples/kubernetes against the schemas that Kubernetes and Kubeflow publish.

    python3 -m venv venv
    venv/bin/pip install kubernetes-validate==1.37.0 kubeflow-training==1.9.4
    venv/bin/python reference/manifests.py

Kubernetes' own kinds, pods within a TFJob too, go through its JSON Schemas, strictly: a field that is none is refused. Of TFJob's fields the
classes that Kubeflow generates from its OpenAPI description say the names and types.
"""

import pathlib
import sys

import kubernetes_validate
import yaml
from kubeflow import training

VERSIONS = ("1.30", "1.34")
FOLDER = pathlib.Path(__file__).parent.parent / "examples" / "kubernetes"


def check(manifest):
    if manifest["kind"] != "TFJob":
        for version in VERSIONS:
            kubernetes_validate.validate(manifest, version, strict=True)
        return
    job = fields(manifest, training.KubeflowOrgV1TFJob)
    assert job["apiVersion"] == "kubeflow.org/v1", job["apiVersion"]
    spec = fields(job["spec"], training.KubeflowOrgV1TFJobSpec)
    fields(spec["runPolicy"], training.KubeflowOrgV1RunPolicy)
    for name, replicas in spec["tfReplicaSpecs"].items():
        assert name in ("Chief", "Master", "Worker", "PS", "Evaluator"), name
        fields(replicas, training.KubeflowOrgV1ReplicaSpec)
        assert replicas["restartPolicy"] in ("Always", "OnFailure", "Never", "ExitCode"), replicas["restartPolicy"]
        pod = {"apiVersion": "v1", "kind": "PodTemplate", "metadata": {"name": name}, "template": replicas["template"]}
        check(pod)
        names = [container["name"] for container in replicas["template"]["spec"]["containers"]]
        assert names == ["tensorflow"], names


def fields(value, kind):
    """A table whose names and plain types are those of a class."""
    types = {kind.attribute_map[name]: of for name, of in kind.openapi_types.items()}
    for name, given in value.items():
        assert name in types, f"{kind.__name__} has no {name}"
        plain = {"int": int, "str": str, "bool": bool}.get(types[name])
        assert plain is None or type(given) is plain, f"{name} is {given!r}, but must be {types[name]}"
    return value


if __name__ == "__main__":
    paths = sorted(FOLDER.glob("*.yaml"))
    for path in paths:
        for manifest in yaml.safe_load_all(path.read_text()):
            check(manifest)
        print(path.name, "is as its schema says")
    sys.exit(0 if paths else "There are no manifests.")
