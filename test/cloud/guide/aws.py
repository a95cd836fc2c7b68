"""The AWS command line as far as the guides use it: `aws SERVICE OPERATION --option value… [--query Q] [--output text]`, by botocore as the real one."""

import json
import sys

import jmespath
from botocore import xform_name
from botocore.session import Session


def main(service, operation, *words):
    client = Session().create_client(service)
    shape = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[operation.replace("-", "_")]).input_shape
    options, query, output = {}, None, "json"
    words = list(words)
    while words:
        name = words.pop(0).removeprefix("--")
        values = []
        while words and not words[0].startswith("--"):
            values.append(words.pop(0))
        if name in ("query", "output"):
            query, output = (values[0], output) if name == "query" else (query, values[0])
            continue
        member = next(each for each in shape.members if xform_name(each, "-") == name)
        kind = shape.members[member].type_name
        options[member] = values if kind == "list" else True if kind == "boolean" else values[0]
    answer = getattr(client, operation.replace("-", "_"))(**options)
    answer.pop("ResponseMetadata", None)
    found = jmespath.search(query, answer) if query else answer
    if output != "text":
        print(json.dumps(found, default=str))
    elif found is not None:
        print("\t".join(map(str, found)) if isinstance(found, list) else found)


main(*sys.argv[1:])
