"""The work of the overhead benchmark on Prefect: flows.py WORK TASKS REPEATS RESULT-FILE. Mirrors flows.ts."""

import json
import os
import resource
import sys
import time

import httpx
from prefect import flow, task
from prefect.context import get_run_context


@task
def step(value: int) -> int:
    return value + 1


@flow
def three_steps(tasks: int) -> str:
    step(step(step(0)))
    return run_id()


@flow
def sequential(tasks: int) -> str:
    for index in range(tasks):
        step(index)
    return run_id()


@flow
def concurrent(tasks: int) -> str:
    futures = [step.submit(index) for index in range(tasks)]
    for future in futures:
        future.result()
    return run_id()


def run_id() -> str:
    return str(get_run_context().flow_run.id)


FLOWS = {"three-steps": three_steps, "sequential": sequential, "concurrent": concurrent}
server = httpx.Client(base_url=os.environ["PREFECT_API_URL"], timeout=60)


def recorded(flow_run_id: str) -> int:
    """How many completed task runs of the flow run the server knows."""
    body = {"flow_runs": {"id": {"any_": [flow_run_id]}}, "task_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}}
    answer = server.post("/task_runs/count", json=body)
    answer.raise_for_status()
    return answer.json()


def measure(work: str, tasks: int) -> dict:
    started = time.perf_counter()
    flow_run_id = FLOWS[work](tasks)
    returned = time.perf_counter()
    known = recorded_at_return = recorded(flow_run_id)
    while known < tasks and time.perf_counter() - returned < 900:
        time.sleep(0.05)  # asking costs the server time too
        known = recorded(flow_run_id)
    return {
        "flowRunId": flow_run_id,
        "returnedMs": (returned - started) * 1000,
        "recordedMs": (time.perf_counter() - started) * 1000,
        "recordedAtReturn": recorded_at_return,
    }


def main() -> None:
    work, tasks, repeats, result_file = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    if tasks > 3 or repeats > 1:
        measure("three-steps", 3)  # warm-up; a single 3-step flow is the measure of a whole process and has none
    runs = [measure(work, tasks) for _ in range(repeats)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with open(result_file, "w") as file:
        json.dump({"runs": runs, "peakMb": peak}, file)


main()
