/** The content type to keep. @throws RangeError for one that could not stand in an HTTP header. */
export function checkContentType(contentType = "application/octet-stream"): string {
  if (!/^[\x21-\x7e][\x20-\x7e]{0,254}$/.test(contentType)) {
    throw new RangeError(
      `The content type ${JSON.stringify(contentType.slice(0, 60))} is refused: 1 to 255 printable ASCII characters are possible, such as "text/plain; charset=utf-8".`,
    );
  }
  return contentType;
}
