/** What is asked of SSM Parameter Store. @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/ */
export type ParameterOperations = {
  readonly GetParameter: {
    readonly input: { Name: string; WithDecryption: boolean };
    readonly output: { Parameter?: { Value?: string } };
  };
  readonly PutParameter: {
    readonly input: { Name: string; Value: string; Type: "SecureString"; Overwrite?: boolean; Description?: string };
    readonly output: object;
  };
  readonly DeleteParameter: { readonly input: { Name: string }; readonly output: object };
};
