/** Why calls would have neither pictures nor sound on other devices, or on any, as a sentence for the operator.
 *  @param urls where pages are told to go for media, `wss://media.example.com`; none where they come to us
 *  @param https whether pages are served by https */
export function mediaOutOfReach(urls: readonly string[], https: boolean): string | undefined {
  const here = urls.find((url) => isThisMachine(url));
  if (here) return `Calls work on this machine alone: LIVEKIT_URL is ${here}, which no other device reaches.`;
  const plain = https && urls.find((url) => url.startsWith('ws:'));
  if (!plain) return undefined;
  return `Calls have no media: a page of https may not go to ${plain}; LIVEKIT_URL must begin with wss://.`;
}

/** Browsers trust their own machine as much as https. */
function isThisMachine(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
