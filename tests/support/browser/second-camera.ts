import type { BrowserContext } from 'playwright-core';

/** Paints what Chromium's second fake camera shows: the seller's colour with a bar that moves. Its own picture is
 *  seen in the page, but none of its frames reaches an encoder. */
export async function paintSecondCamera(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const stream = await open(constraints);
      const [camera] = stream.getVideoTracks();
      if (camera?.label !== 'fake_device_1') return stream;
      const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 360 });
      const context = canvas.getContext('2d')!;
      let at = 0;
      setInterval(() => {
        context.fillStyle = '#d03020';
        context.fillRect(0, 0, 640, 360);
        context.fillStyle = 'white';
        context.fillRect((at += 20) % 600, 0, 40, 360);
      }, 80);
      const [painted] = canvas.captureStream(12).getVideoTracks();
      painted!.getSettings = () => camera.getSettings();
      return new MediaStream([painted!, ...stream.getAudioTracks()]);
    };
  });
}
