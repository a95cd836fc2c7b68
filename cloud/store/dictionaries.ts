/**
 * Preset dictionaries of the body codec, by the version that is the first byte of a compressed body.
 *
 * A dictionary is kept for ever and never edited: items written with it cannot be read with another.
 * A better one is added under the next number. The most frequent phrases stand last, where references to them are shortest.
 */
export const dictionaries: ReadonlyMap<number, Buffer> = new Map([[1, Buffer.from(dictionary1())]]);

/** The dictionary new bodies are written with. */
export const currentDictionary = 1;

function dictionary1(): string {
  return [
    '"work_queue_name":null,"work_queue_id":null,"work_pool_id":null,"work_pool_name":null,"infrastructure_pid":null,"job_variables":null,',
    '"infrastructure_document_id":null,"created_by":null,"auto_scheduled":false,"deployment_version":null,"idempotency_key":null,',
    '"empirical_policy":{"max_retries":0,"retry_delay_seconds":0,"retries":null,"retry_delay":null,"pause_keys":[],"resuming":false,"retry_type":null,"retry_jitter_factor":null},',
    '"flow_retries":0,"cache_key":null,"cache_expiration":null,"task_inputs":{"input_type":"task_run","input_type":"parameter","input_type":"constant"},',
    '"run_input_keyset":null,"deferred":false,"untrackable_result":false,"pause_timeout":null,"pause_reschedule":false,"pause_key":null,"retriable":null,',
    '"child_flow_run_id":"cache_expiration":"refresh_cache":null,"traceparent":null,"transition_id":null,"task_parameters_id":null,"deployment_concurrency_lease_id":null,',
    '"type":"error","name":"Error","message":"","stack":"Error: \\n    at async file:///node_modules/","cause":',
    '"type":"blob","serializer":"devalue","key":"results/","size":',
    '"type":"markdown","type":"table","type":"progress","description":null,"metadata_":{},"key":null,',
    '"level":20,"level":30,"level":40,"level":50,"name":"millrace.flow_runs","name":"millrace.task_runs","message":"Finished in state Completed("Created task run \'"Executing \'"timestamp":"task_run_id":null,"flow_run_id":"',
    '"AwaitingRetry""Retrying""Late""Cached""TimedOut""Crashed""Cancelled""Cancelling""Paused""Suspended""Failed""Scheduled"',
    '"type":"SCHEDULED","name":"Scheduled","type":"CRASHED","type":"CANCELLED","type":"CANCELLING","type":"PAUSED","type":"FAILED","name":"Failed","message":"',
    '"parent_task_run_id":null,"parent_flow_run_id":null,"deployment_id":null,"flow_version":null,"context":{},"parameters":{},"tags":[],"labels":{},"dynamic_key":"0","task_key":"task_version":null,',
    '"created":"2026-"updated":"2026-"flow_id":"id":"name":"run_count":1,"next_scheduled_start_time":null,"expected_start_time":"2026-"start_time":"2026-"end_time":"2026-"total_run_time":0.0',
    '"state_count":3,"lease":null,"epoch":1,"lease":{"holder":"epoch":"expires":"states":[{"id":"0',
    '"state_type":"COMPLETED","state_name":"Completed","state_id":"',
    '{"type":"PENDING","id":"name":"Pending","timestamp":"2026-000Z","message":null,"data":null,"state_details":{"flow_run_id":"task_run_id":"scheduled_time":"2026-"}},',
    '{"type":"RUNNING","name":"Running","message":null,"data":null,"state_details":{}},',
    '{"type":"COMPLETED","name":"Completed","message":null,"data":{"type":"inline","serializer":"devalue","value":"[1]"},"state_details":{}}]',
  ].join("");
}
