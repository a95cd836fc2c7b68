import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";

export interface AlarmsProps {
  /** Told when an alarm goes off and when it is over; default: the alarms are seen in CloudWatch only. */
  readonly topic?: ITopic;
  /** Whether there are any. Default true. */
  readonly enabled?: boolean;
}

/** What an alarm is about. */
export interface AlarmProps {
  /** The construct that owns the alarm. */
  readonly scope: Construct;
  /** What has happened, for people. */
  readonly what: string;
  /** Section of docs/runbook.md that says what to do. */
  readonly runbook: string;
  /** The value from which on it goes off; default 1. */
  readonly threshold?: number;
  /** How many periods in a row; default 1. */
  readonly periods?: number;
  /** Goes off when the value is below the threshold, and when there is none. Default false. */
  readonly below?: boolean;
}

/** Makes the alarms of all constructs alike: one for each way to fail, each naming its section of the runbook. */
export class Alarms extends Construct {
  readonly #topic: ITopic | undefined;
  readonly #enabled: boolean;

  constructor(scope: Construct, id: string, { topic, enabled = true }: AlarmsProps = {}) {
    super(scope, id);
    this.#topic = topic;
    this.#enabled = enabled;
  }

  /** An alarm on the metric, owned by the scope it names. */
  on(id: string, metric: IMetric, { scope, what, runbook, threshold = 1, periods = 1, below = false }: AlarmProps): void {
    if (!this.#enabled) return;
    const alarm = new Alarm(scope, `${id}Alarm`, {
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: below ? ComparisonOperator.LESS_THAN_THRESHOLD : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: below ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      alarmDescription: `Millrace: ${what}. What to do: docs/runbook.md#${runbook}`,
    });
    if (this.#topic === undefined) return;
    alarm.addAlarmAction(new SnsAction(this.#topic));
    alarm.addOkAction(new SnsAction(this.#topic));
  }
}
