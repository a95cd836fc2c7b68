import { createApp } from "./create-app.ts";

// The CLI runs this file; see cdk.json. `-c retain=false` makes a deployment whose data goes with it.
createApp().synth();
