/** In the place of a request to the machine's metadata for its region: a Lambda has none to ask, and always has `AWS_REGION`. */
export async function getInstanceMetadataRegion(): Promise<undefined> {
  return undefined;
}
