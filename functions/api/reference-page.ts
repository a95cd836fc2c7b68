const CONFIGURATION = JSON.stringify({
  withDefaultFonts: false,
  hideClientButton: true,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  documentDownloadType: "json",
}).replaceAll('"', "&quot;");

/** A page to browse the description of the API. */
export const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Millrace API</title>
</head>
<body>
<noscript>The reference needs JavaScript; <a href="/api/openapi.json">openapi.json</a> holds the same.</noscript>
<script id="api-reference" data-url="/api/openapi.json" data-configuration="${CONFIGURATION}"></script>
<script src="/api/docs/reference.js"></script>
</body>
</html>
`;

/** What the page may load: the reference sets styles of its own from script; everything else comes from this server alone. */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");
