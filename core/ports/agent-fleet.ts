/** A service of equal agents, by its name and where it lives. */
export interface FleetService {
  readonly cluster: string;
  readonly service: string;
}

/** Agents that are started and stopped by number. Who has none (a server of one machine) leaves the port out. */
export interface AgentFleet {
  /** How many agents the service is told to have; null if there is no such service. */
  size(of: FleetService): Promise<number | null>;
  /** Tells the service how many agents to have. Those that hold runs are the last to go, and hand over what they hold. */
  resize(which: FleetService, count: number): Promise<void>;
}
