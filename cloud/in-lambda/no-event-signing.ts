/** In the place of what signs the headers of event streams: none of the operations we call has one. */
export class HeaderFormatter {
  format(): never {
    throw new Error("Event streams are not signed in this bundle.");
  }
}
