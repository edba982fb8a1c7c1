import { describe, expect, it } from 'vitest';
import { cameraAbilities, mayTryAlone, problemOf } from './devices.ts';

const refusal = (name: string) => Object.assign(new Error(name), { name });

describe('devices', () => {
  it('[MEDIA-5] tells precisely why a device is not there', () => {
    expect(problemOf(refusal('NotAllowedError'))).toBe('refused');
    expect(problemOf(refusal('NotFoundError'))).toBe('not_found');
    expect(problemOf(refusal('OverconstrainedError'))).toBe('not_found');
    expect(problemOf(refusal('NotReadableError'))).toBe('busy');
    expect(problemOf(refusal('InsecurePage'))).toBe('insecure_page');
    expect(problemOf(refusal('TypeError'))).toBe('failed');
    expect(problemOf('nothing thrown by a browser')).toBe('failed');
  });

  it('[MEDIA-5] tries each device alone when one of them is missing or busy', () => {
    expect(mayTryAlone('not_found', 'prompt', 'prompt')).toBe(true);
    expect(mayTryAlone('busy', 'granted', 'granted')).toBe(true);
  });

  it('[MEDIA-5] asks nobody twice who has just said no', () => {
    expect(mayTryAlone('refused', 'prompt', 'prompt')).toBe(false);
    expect(mayTryAlone('refused', 'denied', 'granted')).toBe(false);
    expect(mayTryAlone('refused', 'unknown', 'unknown')).toBe(false);
  });

  it('[MEDIA-5] still asks for the one that was never asked for when the other is forbidden for good', () => {
    expect(mayTryAlone('refused', 'prompt', 'denied')).toBe(true);
    expect(mayTryAlone('refused', 'granted', 'denied')).toBe(true);
  });

  it('[MEDIA-6] reads torch and zoom where a camera has them', () => {
    const camera = (capabilities: object) => ({
      getCapabilities: () => capabilities as MediaTrackCapabilities,
    });
    expect(cameraAbilities(camera({ torch: true, zoom: { min: 1, max: 5, step: 0.5 } }))).toEqual({
      torch: true,
      zoom: { min: 1, max: 5, step: 0.5 },
    });
    expect(cameraAbilities(camera({ zoom: { min: 1, max: 1 } }))).toEqual({ torch: false, zoom: null });
    expect(cameraAbilities({} as MediaStreamTrack)).toEqual({ torch: false, zoom: null });
  });
});
