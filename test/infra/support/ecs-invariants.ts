import { readable } from "./policies.ts";
import { named, of, type Resources, type Rule, says, type Values } from "./resources.ts";

/** What each action on containers may be allowed on, by its text, and the kind of resource that text must name. No other action is. */
const places: Readonly<Record<string, { readonly text: RegExp; readonly type?: string }>> = {
  "ecs:RunTask": { text: /:task-definition\/millrace-run-\*$/ },
  "ecs:RegisterTaskDefinition": { text: /:task-definition\/millrace-run-\*$/ },
  "ecs:StopTask": { text: /:task\/\$\{\w+\}\/\*$/, type: "AWS::ECS::Cluster" },
  "ecs:GetTaskProtection": { text: /:task\/\$\{\w+\}\/\*$/, type: "AWS::ECS::Cluster" },
  "ecs:UpdateTaskProtection": { text: /:task\/\$\{\w+\}\/\*$/, type: "AWS::ECS::Cluster" },
  "ecs:DescribeServices": { text: /^\$\{\w+\}$/, type: "AWS::ECS::Service" },
  "ecs:UpdateService": { text: /^\$\{\w+\}$/, type: "AWS::ECS::Service" },
  // it knows no resource
  "ecs:DescribeTaskDefinition": { text: /^\*$/ },
};

/** What must hold where tasks are started and roles are passed on: nothing else of ours keeps a function within its own cluster. */
export const ecsRules: readonly Rule[] = [
  function containersAreTouchedInTheirPlaceAlone(resources) {
    return statements(resources).flatMap(({ id, actions, targets }) =>
      actions
        .filter((action) => action.startsWith("ecs:"))
        .flatMap((action) => {
          const place = places[action];
          if (place === undefined) return [`${id}: ${action} is nobody's business`];
          return targets
            .filter((target) => !place.text.test(readable(target)) || !isOf(resources, target, place.type))
            .map((target) => `${id}: ${action} on ${readable(target)}`);
        }),
    );
  },
  function tasksStartInTheirClusterAlone(resources) {
    const starting = statements(resources).filter(({ actions }) => actions.includes("ecs:RunTask"));
    return starting
      .filter(({ condition }) => !isOf(resources, (condition?.["ArnEquals"] as Values)?.["ecs:cluster"], "AWS::ECS::Cluster"))
      .map(({ id }) => `${id}: starts tasks in any cluster`);
  },
  function rolesArePassedToTheServiceThatTakesThem(resources) {
    const passing = statements(resources).filter(({ actions }) => actions.includes("iam:PassRole"));
    return passing.flatMap(({ id, targets, condition }) => {
      const service = (condition?.["StringEquals"] as Values)?.["iam:PassedToService"];
      if (typeof service !== "string") return [`${id}: passes roles to whatever service`];
      return targets
        .filter((target) => !says(resources[roleOf(target) ?? ""]?.Properties?.["AssumeRolePolicyDocument"], service))
        .map((target) => `${id}: passes ${readable(target)} to ${service}, which does not take it`);
    });
  },
  function rulesTellOfTheirOwnAndLoseNothing(resources) {
    return of(resources, "AWS::Events::Rule").flatMap(([id, { EventPattern, Targets }]) => [
      ...(isOf(resources, ((EventPattern as Values)["detail"] as Values)?.["clusterArn"], "AWS::ECS::Cluster")
        ? []
        : [`${id}: tells of tasks that are not ours`]),
      ...(Targets as Values[])
        .filter(({ DeadLetterConfig }) => !isOf(resources, DeadLetterConfig, "AWS::SQS::Queue"))
        .map(() => `${id}: what it could not tell is lost`),
    ]);
  },
];

function statements(resources: Resources) {
  return of(resources, "AWS::IAM::Policy").flatMap(([id, { PolicyDocument }]) =>
    ((PolicyDocument as Values)["Statement"] as Values[]).map(({ Action, Resource, Condition }) => ({
      id,
      actions: [Action].flat().map(String),
      targets: [Resource].flat() as unknown[],
      condition: Condition as Values | undefined,
    })),
  );
}

function isOf(resources: Resources, value: unknown, type: string | undefined): boolean {
  return type === undefined || resources[named(value) ?? ""]?.Type === type;
}

/** A role by its ARN alone: a text around it would name others as well. */
function roleOf(target: unknown): string | undefined {
  const [id, attribute] = (target as { readonly "Fn::GetAtt"?: readonly [string, string] })["Fn::GetAtt"] ?? [];
  return attribute === "Arn" ? id : undefined;
}
