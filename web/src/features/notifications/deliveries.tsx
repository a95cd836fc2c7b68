import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck, CircleX, Clock } from "lucide-react";
import type { Delivery } from "../../../../core/contract/notifications.ts";
import { deliveriesQuery } from "../../api/notifications.ts";
import { Failure, SkeletonRows } from "../../ui/notice.tsx";
import { StateBadge } from "../../ui/state.tsx";
import { Moment } from "../../ui/time.tsx";

/** What became of the last messages of a notification. */
export function Deliveries({ id, name }: { readonly id: string; readonly name: string }) {
  const deliveries = useQuery(deliveriesQuery(id));
  if (deliveries.data === undefined)
    return deliveries.error === null ? (
      <SkeletonRows rows={2} />
    ) : (
      <Failure error={deliveries.error} retry={() => void deliveries.refetch()} />
    );
  if (deliveries.data.length === 0) return <p className="border-t border-line bg-sunken px-4 py-3 text-sm text-ink-2">Nothing sent yet.</p>;
  return (
    <ul aria-label={`Deliveries of ${name}`} className="border-t border-line bg-sunken">
      {deliveries.data.map((delivery) => (
        <Row key={delivery.id} delivery={delivery} />
      ))}
    </ul>
  );
}

function Row({ delivery }: { readonly delivery: Delivery }) {
  const look = looks[delivery.status];
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2 text-sm last:border-0">
      <span data-tone={look.tone} className="flex w-24 items-center gap-1.5 font-medium tone-text">
        <look.icon aria-hidden="true" size={15} />
        {look.name}
      </span>
      {delivery.is_test || delivery.flow_run_id === null ? (
        <span className="text-ink-2">Test message</span>
      ) : (
        <Link to="/runs/$id" params={{ id: delivery.flow_run_id }} className="min-w-0 truncate hover:underline">
          <span className="text-ink-2">{delivery.flow_name} / </span>
          {delivery.flow_run_name}
        </Link>
      )}
      {!delivery.is_test && <StateBadge past type={delivery.state_type} name={delivery.state_name} />}
      <span className="ml-auto text-ink-3 tabular">
        {delivery.attempts > 1 && `${delivery.attempts} attempts · `}
        <Moment at={delivery.updated} />
      </span>
      {delivery.error !== null && (
        <span className="w-full text-ink-2 break-words">
          {delivery.error}
          {delivery.next_attempt !== null && (
            <>
              {" "}
              Tried again <Moment at={delivery.next_attempt} />.
            </>
          )}
        </span>
      )}
    </li>
  );
}

const looks = {
  PENDING: { name: "Pending", icon: Clock, tone: "pending" },
  DELIVERED: { name: "Delivered", icon: CircleCheck, tone: "completed" },
  FAILED: { name: "Failed", icon: CircleX, tone: "failed" },
} as const;
