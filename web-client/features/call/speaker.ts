import { ref, type Ref } from 'vue';

/** Plays what the other side says, apart from the pictures, so that it goes on wherever they are shown. */
export interface Speaker {
  /** The browser wants a gesture before it plays sound. */
  readonly blocked: Readonly<Ref<boolean>>;
  play(id: string, track: MediaStreamTrack): void;
  silence(id: string): void;
  /** To be called in a gesture. */
  allow(): void;
  stop(): void;
}

/** One <audio> for all tracks of the other side. */
export function createSpeaker(): Speaker {
  const blocked = ref(false);
  const tracks = new Map<string, MediaStreamTrack>();
  let element: HTMLAudioElement | undefined;

  function start(): void {
    if (!element) return;
    element.play().then(
      () => (blocked.value = false),
      (error: unknown) => {
        // Other failures (the stream was replaced meanwhile) mend themselves.
        if (error instanceof DOMException && error.name === 'NotAllowedError') blocked.value = true;
      },
    );
  }
  function update(): void {
    if (!element) {
      element = document.createElement('audio');
      element.autoplay = true;
      element.hidden = true;
      document.body.append(element);
    }
    element.srcObject = new MediaStream([...tracks.values()]);
    start();
  }

  return {
    blocked,
    play(id, track) {
      if (tracks.get(id) === track) return;
      tracks.set(id, track);
      update();
    },
    silence(id) {
      if (tracks.delete(id) && tracks.size > 0) update();
    },
    allow: start,
    stop() {
      tracks.clear();
      blocked.value = false;
      if (element) element.srcObject = null;
      element?.remove();
      element = undefined;
    },
  };
}
