"""Copies a flow run and its state in Prefect's database until there are so many: python fill.py DATABASE RUNS"""

import sqlite3
import sys
import uuid
from datetime import datetime, timedelta, timezone

database, runs = sys.argv[1], int(sys.argv[2])
connection = sqlite3.connect(database, timeout=60)
connection.row_factory = sqlite3.Row


def insert(table, rows):
    names = list(rows[0])
    marks = ", ".join("?" for _ in names)
    columns = ", ".join(f'"{name}"' for name in names)
    connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", [tuple(row[name] for name in names) for row in rows])


def columns_of(table):
    # generated columns can't be written
    return [row["name"] for row in connection.execute(f"PRAGMA table_xinfo({table})") if row["hidden"] == 0]


def text(time):
    return time.strftime("%Y-%m-%d %H:%M:%S.%f")


there = connection.execute("SELECT count(*) FROM flow_run").fetchone()[0]
flows = [row["id"] for row in connection.execute("SELECT id FROM flow ORDER BY name")]
names = ", ".join(f'"{name}"' for name in columns_of("flow_run"))
run = dict(connection.execute(f"SELECT {names} FROM flow_run WHERE state_type = 'COMPLETED' LIMIT 1").fetchone())
names = ", ".join(f'"{name}"' for name in columns_of("flow_run_state"))
state = dict(connection.execute(f"SELECT {names} FROM flow_run_state WHERE id = ?", (run["state_id"],)).fetchone())
today = datetime.now(timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
new_runs, new_states = [], []
for n in range(there, runs):
    began = today - timedelta(seconds=(n * 7919) % (90 * 86400), milliseconds=n % 1000)
    kind = "FAILED" if n % 20 == 7 else "COMPLETED"
    run_id, state_id = str(uuid.uuid4()), str(uuid.uuid4())
    times = {"created": text(began), "updated": text(began)}
    new_states.append(
        {**state, **times, "id": state_id, "flow_run_id": run_id, "type": kind, "name": kind.capitalize(), "timestamp": text(began)}
    )
    new_runs.append(
        {
            **run,
            **times,
            "id": run_id,
            "flow_id": flows[n % len(flows)],
            "state_id": state_id,
            "state_type": kind,
            "state_name": kind.capitalize(),
            "state_timestamp": text(began),
            "expected_start_time": text(began),
            "start_time": text(began),
            "end_time": text(began + timedelta(seconds=5)),
            "idempotency_key": None,
        }
    )
if new_runs:
    insert("flow_run", new_runs)
    insert("flow_run_state", new_states)
connection.commit()
