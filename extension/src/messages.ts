// The shape of messages between the extension and its pages; a file of its own, for both sides read it.

/** Every message says what it is. */
export interface Message {
  readonly type: string;
}
