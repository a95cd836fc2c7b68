/** A value of an item, as DynamoDB's protocol writes it: text, a number as text, or bytes in base64. We store no other kind. */
export interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
  readonly B?: string;
}
