/** In the place of the SDK's table of partitions and their regions, which its rules of endpoints read: see regional-endpoint.ts. */
export const partitionsInfo = { partitions: [] };
