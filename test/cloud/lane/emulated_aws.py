"""MiniStack, with two permissions as AWS documents them: a batch of messages asks for the right to each, and a schedule is named with its group;
and with what agents on Fargate need of ECS."""

import json

import emulated_ecs  # noqa: F401  before the names below are taken from where it puts its own
from ministack.app import app  # noqa: F401  what hypercorn serves
from ministack.core import iam_actions

_action, _resource = iam_actions.extract_iam_action, iam_actions.extract_resource_arn


def extract_iam_action(service, *request):
    action = _action(service, *request)
    return action.removesuffix("Batch") if service == "sqs" and action else action


def extract_resource_arn(service, method, path, headers, body, query, region, account):
    arn = _resource(service, method, path, headers, body, query, region, account)
    if service != "scheduler" or ":schedule/default/" not in arn:
        return arn
    said = query.get("groupName") or json.loads(body or b"{}").get("GroupName") or "default"
    return arn.replace("/default/", f"/{said if isinstance(said, str) else said[0]}/")


iam_actions.extract_iam_action = extract_iam_action
iam_actions.extract_resource_arn = extract_resource_arn
