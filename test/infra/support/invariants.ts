import { ecsRules } from "./ecs-invariants.ts";
import { named, of, type Resources, type Rule, says, type Values } from "./resources.ts";

/**
 * What must hold in every template of ours and neither CloudFormation's own rules nor cdk-nag look for. Answers what does not, one line each.
 */
export function broken(resources: Resources): string[] {
  return rules.flatMap((rule) => rule(resources));
}

/** The functions that other functions may invoke, which is without waiting for an answer. */
const invoked = (resources: Resources): string[] => {
  const roles = new Set(of(resources, "AWS::Lambda::Function").map(([, { Role }]) => named(Role)));
  return of(resources, "AWS::IAM::Policy").flatMap(([, { PolicyDocument, Roles }]) =>
    ((PolicyDocument as Values)["Statement"] as Values[])
      .filter(({ Action }) => [Action].flat().includes("lambda:InvokeFunction") && roles.has(named((Roles as unknown[])[0])))
      .flatMap(({ Resource: resource }) => named(resource) ?? []),
  );
};

const rules: readonly Rule[] = [
  ...ecsRules,
  function everyRouteHasAPermission(resources) {
    const permissions = of(resources, "AWS::Lambda::Permission").map(([, permission]) => permission);
    const integrations = new Map(of(resources, "AWS::ApiGatewayV2::Integration"));
    return of(resources, "AWS::ApiGatewayV2::Route").flatMap(([id, route]) => {
      const target = integrations.get(named(route["Target"]) ?? "");
      if (target === undefined) return [`${id}: leads nowhere`];
      const lambda = named(target["IntegrationUri"]);
      const path = String(route["RouteKey"]).split(" ")[1] ?? "";
      const allows = permissions.some(
        (permission) => named(permission["FunctionName"]) === lambda && JSON.stringify(permission["SourceArn"])?.includes(path),
      );
      return allows ? [] : [`${id}: API Gateway may not invoke its function`];
    });
  },
  function everyRouteButTheOpenOnesHasAnAuthorizer(resources) {
    return of(resources, "AWS::ApiGatewayV2::Route").flatMap(([id, { RouteKey, AuthorizationType, AuthorizerId }]) => {
      // signing in is for those who have no session yet; these routes judge what they are given themselves
      const isOpen = /^(GET \/api\/(health|ready)|(GET|POST|DELETE) \/api\/x\/session)$/.test(String(RouteKey));
      if (isOpen) return [];
      return AuthorizationType === "CUSTOM" && AuthorizerId !== undefined ? [] : [`${id}: ${String(RouteKey)} asks for no token`];
    });
  },
  function everyRouteIsOne(resources) {
    const keys = of(resources, "AWS::ApiGatewayV2::Route").map(([, { RouteKey }]) => String(RouteKey));
    const wrong = keys.filter((key, at) => keys.indexOf(key) !== at || !/^(ANY|GET|POST|PUT|PATCH|DELETE) \//.test(key));
    return wrong.map((key) => `the route ${key} is there twice, or is none`);
  },
  function everyEventSourceReportsWhatFailed(resources) {
    const queues = new Map(of(resources, "AWS::SQS::Queue"));
    const functions = new Map(of(resources, "AWS::Lambda::Function"));
    return of(resources, "AWS::Lambda::EventSourceMapping").flatMap(([id, source]) => {
      const queue = queues.get(named(source["EventSourceArn"]) ?? "");
      const timeout = Number(functions.get(named(source["FunctionName"]) ?? "")?.["Timeout"] ?? 3);
      return [
        ...(queue === undefined ? [`${id}: reads no queue of ours`] : []),
        ...(says(source["FunctionResponseTypes"], "ReportBatchItemFailures") ? [] : [`${id}: one message that fails makes all come again`]),
        ...(queue !== undefined && queue["RedrivePolicy"] === undefined && source["Enabled"] !== false
          ? [`${id}: what nobody can handle comes for ever`]
          : []),
        ...(queue !== undefined && Number(queue["VisibilityTimeout"] ?? 30) < 6 * timeout
          ? [`${id}: a message is handled twice at once`]
          : []),
        ...(Number(source["BatchSize"] ?? 10) > 10 && source["MaximumBatchingWindowInSeconds"] === undefined
          ? [`${id}: batch too large`]
          : []),
      ];
    });
  },
  function whatIsInvokedWithoutAnAnswerTellsOfItsFailure(resources) {
    const told = new Map(
      of(resources, "AWS::Lambda::EventInvokeConfig").map(([id, config]) => [named(config["FunctionName"]), [id, config]] as const),
    );
    return invoked(resources).flatMap((target) => {
      const [id, config] = told.get(target) ?? [];
      if (config === undefined) return [`${target}: what it can't do is lost`];
      const destination = named(((config["DestinationConfig"] as Values)?.["OnFailure"] as Values)?.["Destination"]);
      return [
        ...(resources[destination ?? ""]?.Type === "AWS::SQS::Queue" ? [] : [`${id}: tells no queue of ours`]),
        ...(config["MaximumRetryAttempts"] === 0 ? [] : [`${id}: the same call again claims nothing, and hides that the first failed`]),
      ];
    });
  },
  function whatRunsOthersCodeMayDoNextToNothing(resources) {
    const functions = of(resources, "AWS::Lambda::Function").filter(([id]) => invoked(resources).includes(id));
    const roles = functions.map(([, lambda]) => named(lambda["Role"]));
    return of(resources, "AWS::IAM::Policy").flatMap(([id, { PolicyDocument, Roles }]) => {
      if (!roles.includes(named((Roles as unknown[])[0]))) return [];
      const actions = ((PolicyDocument as Values)["Statement"] as Values[]).flatMap(({ Action }) => [Action].flat().map(String));
      const few = ["logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage"];
      return actions.filter((action) => !few.includes(action)).map((action) => `${id}: a flow could take ${action} for itself`);
    });
  },
  function everyScheduleHasADeadLetterQueueAndAnExpression(resources) {
    return of(resources, "AWS::Scheduler::Schedule").flatMap(([id, { Target, ScheduleExpression }]) => [
      ...(named((Target as Values)["DeadLetterConfig"]) === undefined ? [`${id}: what it could not send is lost`] : []),
      ...(/^(rate\(1 (minute|hour|day)\)|rate\(\d+ (minutes|hours|days)\)|cron\((\S+ ){5}\S+\)|at\(.+\))$/.test(String(ScheduleExpression))
        ? []
        : [`${id}: ${String(ScheduleExpression)} is no schedule`]),
    ]);
  },
  function whatNobodyCouldHandleCanBeDoneAgainByHand(resources) {
    const sources = of(resources, "AWS::Lambda::EventSourceMapping").map(([, source]) => source);
    return of(resources, "AWS::SQS::Queue").flatMap(([id, { RedrivePolicy }]) => {
      const live = sources.find((source) => named(source["EventSourceArn"]) === id);
      if (live === undefined) return [];
      const again = sources.find((source) => named(source["EventSourceArn"]) === named(RedrivePolicy));
      if (RedrivePolicy === undefined) return live["Enabled"] === false ? [] : [`${id}: feeds a function though nobody could handle it`];
      const isSame = again !== undefined && named(again["FunctionName"]) === named(live["FunctionName"]);
      return isSame && again["Enabled"] === false ? [] : [`${id}: what it gave up cannot be done again, or is without end`];
    });
  },
  function noQueueTakesWhatOtherQueuesGaveUp(resources) {
    const queues = of(resources, "AWS::SQS::Queue");
    const sources = Map.groupBy(
      queues.flatMap(([, { RedrivePolicy }]) => named(RedrivePolicy) ?? []),
      (id) => id,
    );
    return queues.flatMap(([id, { RedriveAllowPolicy }]) => {
      const many = sources.get(id)?.length ?? 0;
      if (many === 1) return [];
      if (many > 1) return [`${id}: messages of several queues lie among each other`];
      return says(RedriveAllowPolicy, "denyAll") ? [] : [`${id}: takes what any queue of the account gave up`];
    });
  },
  function everyDeadLetterQueueRaisesAnAlarm(resources) {
    // one counts what lies in them, since CloudWatch would ask a price for looking at each
    const told = of(resources, "AWS::Lambda::Function").map(
      ([, { Environment }]) => ((Environment as Values | undefined)?.["Variables"] ?? {}) as Values,
    );
    const counting = told
      .filter(({ POWERTOOLS_SERVICE_NAME }) =>
        of(resources, "AWS::CloudWatch::Alarm").some(
          ([, alarm]) => alarm["MetricName"] === "UnhandledMessages" && says(alarm["Dimensions"], String(POWERTOOLS_SERVICE_NAME)),
        ),
      )
      .map(({ MILLRACE_DEAD_LETTERS }) => MILLRACE_DEAD_LETTERS);
    const redriven = of(resources, "AWS::SQS::Queue").flatMap(([, { RedrivePolicy }]) => named(RedrivePolicy) ?? []);
    const unsent = told.flatMap(({ MILLRACE_TIMER_DEAD_LETTERS }) => named(MILLRACE_TIMER_DEAD_LETTERS) ?? []);
    return [...new Set([...redriven, ...unsent])]
      .filter((id) => !counting.some((queues) => says(queues, id)))
      .map((id) => `${id}: fills unseen`);
  },
  function everyAlarmNamesItsSection(resources) {
    return of(resources, "AWS::CloudWatch::Alarm").flatMap(([id, { AlarmDescription, Period }]) => [
      ...(/docs\/runbook\.md#[a-z-]+$/.test(String(AlarmDescription)) ? [] : [`${id}: does not say what to do`]),
      ...(Number(Period) % 60 === 0 ? [] : [`${id}: ${String(Period)} seconds are no period`]),
    ]);
  },
  function noWildcards(resources) {
    const known = /^arn:.*(:schedule\/.*\/deployment-\*|:Millrace-Hints-[0-9A-F]+-work-\*)$|\/\*$/;
    return of(resources, "AWS::IAM::Policy").flatMap(([id, { PolicyDocument }]) =>
      ((PolicyDocument as Values)["Statement"] as Values[]).flatMap(({ Effect, Action, Resource }) => {
        if (Effect !== "Allow") return [];
        const actions = [Action].flat().map(String);
        const broad = [Resource]
          .flat()
          .filter((each) => each === "*" || (typeof each === "string" && /\*/.test(each) && !known.test(each)));
        return [
          ...actions.filter((action) => action.includes("*")).map((action) => `${id}: ${action} allows what nobody named`),
          // these actions know no resource
          ...(broad.length > 0 && !actions.every((action) => /^(ecr:GetAuthorizationToken|ecs:DescribeTaskDefinition)$/.test(action))
            ? [`${id}: everything of ${actions}`]
            : []),
        ];
      }),
    );
  },
  function noActionOfAnotherService(resources) {
    const services: Readonly<Record<string, string>> = { dynamodb: "DynamoDB", s3: "S3", sqs: "SQS", lambda: "Lambda", logs: "Logs" };
    return of(resources, "AWS::IAM::Policy").flatMap(([id, { PolicyDocument }]) =>
      ((PolicyDocument as Values)["Statement"] as Values[]).flatMap(({ Action, Resource }) =>
        [Action].flat().flatMap((action) => {
          const service = services[String(action).split(":")[0]!];
          const target = resources[named([Resource].flat()[0]) ?? ""]?.Type;
          const isOurs = service === undefined || target === undefined || target.startsWith(`AWS::${service}::`);
          return isOurs ? [] : [`${id}: ${String(action)} on ${target}`];
        }),
      ),
    );
  },
  function noSecretInTheEnvironment(resources) {
    const environments = [
      ...of(resources, "AWS::Lambda::Function").map(
        ([id, lambda]) => [id, ((lambda["Environment"] as Values)?.["Variables"] ?? {}) as Values] as const,
      ),
      ...of(resources, "AWS::ECS::TaskDefinition").flatMap(([id, task]) =>
        (task["ContainerDefinitions"] as Values[]).map(
          ({ Environment = [] }) =>
            [id, Object.fromEntries((Environment as { Name: string; Value: unknown }[]).map(({ Name, Value }) => [Name, Value]))] as const,
        ),
      ),
    ];
    return environments.flatMap(([id, variables]) =>
      Object.entries(variables)
        .filter(([name, value]) =>
          /(KEY|SECRET|PASSWORD)$/.test(name)
            ? name !== "MILLRACE_PACKAGE_KEY"
            : /mr_[A-Za-z0-9_-]{20}|AKIA[A-Z0-9]{16}|resolve:ssm/.test(String(value)),
        )
        .map(([name]) => `${id}: ${name} is readable by everybody who may look at it`),
    );
  },
  function noReservedVariable(resources) {
    return of(resources, "AWS::Lambda::Function").flatMap(([id, lambda]) =>
      Object.keys(((lambda["Environment"] as Values)?.["Variables"] ?? {}) as Values)
        .filter((name) => /^(AWS_|LAMBDA_)/.test(name))
        .map((name) => `${id}: ${name} is Lambda's own`),
    );
  },
  function everyFunctionHasItsLogGroup(resources) {
    return of(resources, "AWS::Lambda::Function").flatMap(([id, { LoggingConfig, Runtime }]) => [
      ...(named((LoggingConfig as Values | undefined)?.["LogGroup"]) === undefined ? [`${id}: logs for ever`] : []),
      ...(Runtime === "nodejs24.x" ? [] : [`${id}: runs on ${String(Runtime)}`]),
    ]);
  },
  function everyKeyOfATableIsDefinedAndUsed(resources) {
    return of(resources, "AWS::DynamoDB::GlobalTable").flatMap(([id, table]) => {
      const schemas = [table, ...((table["GlobalSecondaryIndexes"] ?? []) as Values[])].map(
        ({ KeySchema }) => KeySchema as { AttributeName: string }[],
      );
      const used = new Set(schemas.flatMap((schema) => schema.map(({ AttributeName }) => AttributeName)));
      const defined = new Set((table["AttributeDefinitions"] as { AttributeName: string }[]).map(({ AttributeName }) => AttributeName));
      const odd = [...used, ...defined].filter((name) => !(used.has(name) && defined.has(name)));
      return odd.map((name) => `${id}: attribute ${name} is defined or used, not both`);
    });
  },
  function whatHoldsDataStays(resources) {
    return Object.entries(resources).flatMap(([id, { Type, DeletionPolicy, UpdateReplacePolicy }]) => {
      const holds = Type === "AWS::DynamoDB::GlobalTable" || (Type === "AWS::S3::Bucket" && id.startsWith("Blobs"));
      return holds && (DeletionPolicy !== "Retain" || UpdateReplacePolicy !== "Retain") ? [`${id}: its data would go`] : [];
    });
  },
  function everyBucketIsPrivate(resources) {
    const policies = of(resources, "AWS::S3::BucketPolicy");
    return of(resources, "AWS::S3::Bucket").flatMap(([id, { PublicAccessBlockConfiguration: block }]) => [
      ...(Object.values((block ?? {}) as Values).filter((value) => value === true).length === 4 ? [] : [`${id}: may become public`]),
      ...(policies.some(([, policy]) => named(policy["Bucket"]) === id && says(policy, "aws:SecureTransport"))
        ? []
        : [`${id}: takes plain HTTP`]),
    ]);
  },
  function everyServiceNamesOneWayToRun(resources) {
    return of(resources, "AWS::ECS::Service").flatMap(([id, { LaunchType, CapacityProviderStrategy }]) =>
      LaunchType !== undefined && CapacityProviderStrategy !== undefined
        ? [`${id}: a launch type and capacity providers exclude each other`]
        : [],
    );
  },
  function noLiteralZone(resources) {
    return Object.entries(resources).flatMap(([id, resource]) =>
      /"(us|eu|ap|sa|ca|af|me)-[a-z]+-\d[a-f]?"/.test(JSON.stringify(resource)) ? [`${id}: names a region or a zone`] : [],
    );
  },
];
