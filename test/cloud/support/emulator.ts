/** The AWS emulator the Python lane has started (.ci/python.sh). */
export const emulator = { endpoint: required("AWS_ENDPOINT_URL") };

/** What any SDK client needs to reach the emulator. */
export const emulatorConfig = {
  endpoint: emulator.endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
};

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || !/^http:\/\/127\.0\.0\.1:\d+$/.test(value)) {
    throw new Error(`${name} is ${value}; expected the emulator's address on 127.0.0.1. Run .ci/python.sh, which starts one.`);
  }
  return value;
}
