/** In the place of SHA-256 in JavaScript: Node's own is taken wherever Node has one, and a Lambda's has. */
export const Sha256Js = undefined;
