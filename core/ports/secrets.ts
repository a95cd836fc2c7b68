/**
 * Keeps text from everybody who reads where it is stored. What was sealed for one purpose opens for no other.
 *
 * @throws SecretsError from `open` when the text was sealed with another key, for another purpose, or was changed.
 */
export interface Secrets {
  /** @param purpose names where the text belongs, such as a document and a field. */
  seal(text: string, purpose: string): Promise<string>;
  open(sealed: string, purpose: string): Promise<string>;
}
