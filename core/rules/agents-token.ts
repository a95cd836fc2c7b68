/** The name of the token that agents on Fargate have. */
export const AGENTS_TOKEN = "agents on Fargate";
