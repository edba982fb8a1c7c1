/** A participant's media without a browser: real ICE, real DTLS, and pictures and sound that an encoder made before. Who
 *  looks at no page can do without one, and a browser costs many times as much. */
export interface BareMedia {
  /** Publishes a microphone and a camera. */
  publish(): Promise<void>;
  /** Once or more. */
  close(): void;
}
