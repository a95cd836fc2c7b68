/**
 * The two functions that run at CloudFront for each request of a viewer. They are text: CloudFront's runtime (cloudfront-js-2.0) knows neither
 * modules nor most of what is newer than ES5, and takes 10 KB.
 */

/** A page is any path without a file's ending; what the page shows is decided by the document itself. */
export const PAGES = `function handler(event) {
  var request = event.request;
  var last = request.uri.split("/").pop();
  if (last.indexOf(".") < 0) request.uri = "/index.html";
  return request;
}`;

/**
 * Makes the session of the console's cookie what API Gateway's authorizer looks at, and says who the viewer is.
 *
 * `Authorization: Session …` is made here and nowhere else: a viewer that sends one, or more than one Authorization, has it taken away. A
 * viewer's own token goes before the cookie. What begins with `x-millrace-` is ours; the API believes it only beside the key that CloudFront
 * adds on the way to the origin.
 */
export const API = `function handler(event) {
  var request = event.request;
  var headers = request.headers;
  Object.keys(headers).forEach(function (name) {
    if (name.indexOf("x-millrace-") === 0) delete headers[name];
  });
  var given = headers.authorization;
  var several = given !== undefined && given.multiValue !== undefined;
  if (several || (given !== undefined && /^\\s*(session\\b|$)/i.test(given.value))) {
    delete headers.authorization;
    given = undefined;
  }
  var cookie = request.cookies["__Host-millrace"];
  if (
    given === undefined && !several && cookie !== undefined && cookie.multiValue === undefined && /^mr_[A-Za-z0-9_-]{49}$/.test(cookie.value)
  ) {
    headers.authorization = { value: "Session " + cookie.value };
  }
  headers["x-millrace-viewer"] = { value: event.viewer.ip };
  headers["x-millrace-host"] = { value: headers.host.value };
  return request;
}`;
