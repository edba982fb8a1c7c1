/** How often a file that is being written is asked for what is new, ms. */
const ASK_EVERY_MS = 700;
/** When the browser's room is full, what is older than this goes, seconds. */
const KEPT_S = 30;

const TYPES: Readonly<Record<string, string>> = {
  'audio/opus': 'audio/webm; codecs="opus"',
  'video/vp8': 'video/webm; codecs="vp8"',
  'video/vp9': 'video/webm; codecs="vp9"',
  'video/av1': 'video/webm; codecs="av01.0.08M.08"',
  'video/h264': 'video/mp4; codecs="avc3.42e01f"',
};

/** Whether a file of this kind can be followed while it is written. */
export function canFollow(mimeType: string): boolean {
  const type = TYPES[mimeType.toLowerCase()];
  return type !== undefined && 'MediaSource' in globalThis && MediaSource.isTypeSupported(type);
}

/** A file that is still being written, for a media element: what comes later is added to what is there. */
export class LiveSource {
  readonly #element: HTMLMediaElement;
  readonly #source = new MediaSource();
  readonly #address: string;
  readonly #life = new AbortController();
  #url: string;
  #bytes = 0;
  #over = false;

  constructor(element: HTMLMediaElement, url: string, mimeType: string) {
    this.#element = element;
    this.#url = url;
    this.#address = URL.createObjectURL(this.#source);
    const type = TYPES[mimeType.toLowerCase()] ?? '';
    this.#source.addEventListener('sourceopen', () => void this.#follow(type), { once: true });
    element.src = this.#address;
  }

  /** What is known of the file now: a fresh address, and whether it still grows. */
  update(url: string, live: boolean): void {
    this.#url = url;
    this.#over ||= !live;
  }

  close(): void {
    this.#life.abort();
    URL.revokeObjectURL(this.#address);
  }

  async #follow(type: string): Promise<void> {
    const { signal } = this.#life;
    if (signal.aborted) return;
    const buffer = this.#source.addSourceBuffer(type);
    while (!signal.aborted) {
      // Asked before: what was written until the end is read once more.
      const isLast = this.#over;
      try {
        await this.#read(buffer, signal);
      } catch {
        // The network was away, or the page left: asked again.
      }
      if (signal.aborted || this.#source.readyState !== 'open') return;
      if (isLast) return this.#source.endOfStream();
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    }
  }

  async #read(buffer: SourceBuffer, signal: AbortSignal): Promise<void> {
    const headers = { range: `bytes=${this.#bytes}-` };
    const response = await fetch(this.#url, { headers, signal, cache: 'no-store' });
    // 416: nothing new yet.
    if (response.status !== 206 || !response.body) return void response.body?.cancel();
    const reader = response.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      await this.#add(buffer, part.value);
      this.#bytes += part.value.byteLength;
    }
  }

  async #add(buffer: SourceBuffer, data: Uint8Array<ArrayBuffer>): Promise<void> {
    try {
      buffer.appendBuffer(data);
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== 'QuotaExceededError') throw error;
      buffer.remove(0, Math.max(0.001, this.#element.currentTime - KEPT_S));
      await settled(buffer);
      buffer.appendBuffer(data);
    }
    await settled(buffer);
  }
}

function settled(buffer: SourceBuffer): Promise<void> {
  return new Promise((resolve) => buffer.addEventListener('updateend', () => resolve(), { once: true }));
}
