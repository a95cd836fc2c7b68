"""MiniStack's ECS, with what it leaves out and AWS documents: capacity providers of a cluster as a resource of their own, container definitions
in full, events of tasks that stopped, and which ARN and condition key each call is authorized by."""

import json

from ministack.core import iam_actions
from ministack.core.responses import get_account_id, get_region
from ministack.services import ecs, eventbridge
from ministack.services.cloudformation import provisioners

_resource, _tags = iam_actions.extract_resource_arn, iam_actions.request_tag_context
_stopped, _define = ecs._mark_task_stopped, provisioners._ecs_task_def_create


def extract_resource_arn(service, method, path, headers, body, query, region, account):
    if service != "ecs":
        return _resource(service, method, path, headers, body, query, region, account)
    asked = json.loads(body or b"{}")
    cluster = str(asked.get("cluster", "default")).split("/")[-1]

    def of(kind, name):
        return name if name.startswith("arn:") else f"arn:aws:ecs:{region}:{account}:{kind}/{name}"

    if "task" in asked or "tasks" in asked:
        return of("task", _within(cluster, asked.get("task") or asked["tasks"][0]))
    if "service" in asked or "services" in asked:
        return of("service", _within(cluster, asked.get("service") or asked["services"][0]))
    if headers.get("x-amz-target", "").endswith("DescribeTaskDefinition"):
        return "*"
    if "family" in asked:
        return of("task-definition", f"{asked['family']}:1")
    return of("task-definition", asked["taskDefinition"]) if "taskDefinition" in asked else "*"


def _within(cluster, name):
    return name if name.startswith("arn:") else f"{cluster}/{name}"


def request_tag_context(service, action, body, params):
    context = _tags(service, action, body, params)
    cluster = json.loads(body or b"{}").get("cluster") if service == "ecs" else None
    if cluster is None:
        return context
    named = cluster if cluster.startswith("arn:") else f"arn:aws:ecs:{get_region()}:{get_account_id()}:cluster/{cluster}"
    return {**context, "ecs:cluster": named}


def mark_task_stopped(arn, task, reason, stop_code, exit_code=None):
    # no container ever ran here, so none has an exit code
    done = _stopped(arn, task, reason, stop_code)
    if done:
        event = {"Source": "aws.ecs", "DetailType": "ECS Task State Change", "Resources": [arn], "Detail": json.dumps(ecs._sanitize(task))}
        eventbridge._put_events({"Entries": [event]}, allow_aws_source=True)
    return done


def task_definition(logical_id, props, stack_name):
    arn, attributes = _define(logical_id, props, stack_name)
    made = ecs._task_defs[arn.split("/")[-1]]
    made["containerDefinitions"] = provisioners._pascal_to_camel(props.get("ContainerDefinitions", []))
    made["runtimePlatform"] = provisioners._pascal_to_camel(props.get("RuntimePlatform") or {})
    return arn, attributes


def capacity_providers(_logical_id, props, _stack_name):
    strategy = provisioners._pascal_to_camel(props.get("DefaultCapacityProviderStrategy") or [])
    asked = {"cluster": props["Cluster"], "capacityProviders": props["CapacityProviders"], "defaultCapacityProviderStrategy": strategy}
    status, _headers, said = ecs._put_cluster_capacity_providers(asked)
    if status >= 400:
        raise ValueError(f"AWS::ECS::ClusterCapacityProviderAssociations: {said!r}")
    return props["Cluster"], {}


iam_actions.extract_resource_arn = extract_resource_arn
iam_actions.request_tag_context = request_tag_context
ecs._mark_task_stopped = mark_task_stopped
provisioners._ecs_task_def_create = task_definition
provisioners._RESOURCE_HANDLERS["AWS::ECS::TaskDefinition"]["create"] = task_definition
provisioners._RESOURCE_HANDLERS["AWS::ECS::ClusterCapacityProviderAssociations"] = {
    "create": capacity_providers,
    "update": lambda _id, _old, props, stack: capacity_providers(None, props, stack),
    "delete": lambda _id, _props: None,
}
