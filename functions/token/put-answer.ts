/** Puts an answer where CloudFormation waits for it. */
export async function putAnswer(url: string, body: string): Promise<void> {
  // An empty type, since the presigned link was signed with none.
  const answer = await fetch(url, { method: "PUT", body, headers: { "content-type": "" } });
  if (!answer.ok) throw new Error(`CloudFormation did not take the answer: ${answer.status} ${await answer.text()}`);
}
