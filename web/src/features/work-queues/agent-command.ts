/** The command that starts an agent on a queue, as the command line takes it. */
export function agentCommand(queue: string): string {
  return `npx millrace agent start ${quote(queue)}`;
}

/** Double quotes for the common name; what a shell would read inside them is escaped. */
export function quote(text: string): string {
  return `"${text.replace(/["\\$`!]/g, (character) => `\\${character}`)}"`;
}
