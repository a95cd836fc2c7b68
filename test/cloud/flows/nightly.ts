import { cronSchedule, deployment, flow } from "millrace";

const nightly = flow({ name: "nightly" }, async () => "done");

/** Due so seldom that only its timer is of interest. */
export const byNight = deployment({ flow: nightly, name: "by-night", schedules: [cronSchedule("0 3 * * *")], workQueue: "night" });
