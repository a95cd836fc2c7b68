// Results that are kept: any value, also instances of a class that was registered.
import { flow, readResult, registerClass, task } from "millrace";

class Money {
  readonly cents: bigint;
  constructor(cents: bigint) {
    this.cents = cents;
  }
  toString() {
    return `${Number(this.cents) / 100} EUR`;
  }
}
registerClass(Money);

const turnover = task({ persistResult: true }, (day: Date) => ({ day, byShop: new Map([["north", new Money(1250n)]]) }));

const accounts = flow({ name: "accounts", persistResult: true }, async () => await turnover(new Date(0)));

const { state } = await accounts.run();
const kept = (await readResult(state)) as Awaited<ReturnType<typeof accounts>>;
console.log(kept.day.getFullYear(), String(kept.byShop.get("north")));
