import type { BrowserContext, Frame } from 'playwright-core';
import { orFail } from '../wait-until.ts';
import { placeMediaProbe } from './media-probe-in-page.ts';

/** What arrived at a page, added up over its peer connections. */
export interface Received {
  framesDecoded: number;
  audioEnergy: number;
  audioBytes: number;
  videoBytes: number;
  frameWidth: number;
  /** Of sound and pictures. */
  packets: number;
}

/** What a page sent. */
export interface Sent {
  videoBytes: number;
  framesEncoded: number;
  /** Of what microphones give to be sent. */
  audioEnergy: number;
  /** Sizes of pictures that were sent, of whatever age. */
  videoStreams: number;
  videoCodec: string | null;
}

/** The colour and movement of the picture that a named `<video>` shows right now. */
export interface Picture {
  red: number;
  green: number;
  blue: number;
  /** Column (0–31) of the brightest stripe: the moving bar of a test person's camera. */
  bar: number;
}

/** Remembers every peer connection that any page of this browser makes, and puts the probe beside it. */
export async function installMediaProbe(context: BrowserContext): Promise<void> {
  await context.addInitScript(placeMediaProbe);
}

/** Figures of all that this page receives, from the browser itself. */
export function received(frame: Frame): Promise<Received> {
  return frame.evaluate(() => window.kanhuoProbe.received());
}

/** Figures of all that this page sends. */
export function sent(frame: Frame): Promise<Sent> {
  return frame.evaluate(() => window.kanhuoProbe.sent());
}

/** Reads the picture on the screen, as a person would see it; null while there is none. */
export function picture(frame: Frame, videoName: string): Promise<Picture | null> {
  return frame.evaluate((name) => window.kanhuoProbe.picture(name), videoName);
}

/** Waits until the named video shows this person's camera, and shows it moving. */
export async function showsMoving(
  frame: Frame,
  videoName: string,
  who: 'seller' | 'buyer',
  timeoutMs = 15_000,
): Promise<void> {
  orFail(
    await frame.evaluate((asked) => window.kanhuoProbe.showsMoving(...asked), [
      videoName,
      who,
      timeoutMs,
    ] as const),
  );
}

/** The same, and until more frames of it are decoded. */
export async function sees(frame: Frame, videoName: string, who: 'seller' | 'buyer'): Promise<void> {
  await showsMoving(frame, videoName, who, 25_000);
  orFail(await frame.evaluate(() => window.kanhuoProbe.goesOnDecoding(5, 15_000)));
}

/** Waits until sound with energy arrives, and goes on arriving. */
export async function hears(frame: Frame): Promise<void> {
  orFail(await frame.evaluate(() => window.kanhuoProbe.hears(25_000)));
}

/** Waits until no sound and no picture arrives any more, or there is no connection left. */
export async function receivesNothing(frame: Frame): Promise<void> {
  orFail(await frame.evaluate(() => window.kanhuoProbe.receivesNothing(15_000)));
}

/** What the browser does when a person ends the sharing of their screen in its own bar. */
export async function stopSharingInBrowserBar(frame: Frame): Promise<void> {
  await frame.evaluate(() => {
    for (const connection of window.kanhuoTestConnections ?? [])
      for (const { track } of connection.getSenders())
        if (track && 'displaySurface' in track.getSettings()) track.dispatchEvent(new Event('ended'));
  });
}
