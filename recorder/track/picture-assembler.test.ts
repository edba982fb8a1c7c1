import { expect, it } from 'vitest';
import { Vp8 } from '../codecs/vp8.ts';
import { parseRtp } from '../rtp/packet.ts';
import { PictureAssembler } from './picture-assembler.ts';

/** A packet of VP8: of a key frame of 64 × 48, of a picture that refers to it, or what goes on from the one before. */
function packet(what: 'key' | 'picture' | 'more', timestamp: number, marker: boolean) {
  const head = Buffer.alloc(12);
  head[0] = 0x80;
  head[1] = (marker ? 0x80 : 0) | 96;
  head.writeUInt32BE(timestamp, 4);
  const descriptor = what === 'more' ? 0x00 : 0x10;
  const data = what === 'key' ? [0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 64, 0, 48, 0] : [0x31, 0x01, 0x00];
  const parsed = parseRtp(Buffer.concat([head, Buffer.from([descriptor, ...data])]), 0);
  if (!parsed) throw new Error('no RTP');
  return parsed;
}

function assembled() {
  const shown: string[] = [];
  const assembler = new PictureAssembler(new Vp8(), {
    onPicture: ({ keyFrame, parts }, { timestamp }) =>
      shown.push(`${keyFrame ? 'key' : 'picture'} ${timestamp} of ${parts.length}`),
    onLost: () => shown.push('lost'),
  });
  return { assembler, shown };
}

it('[REC-3] a picture that the sender never ended is left out, and what refers to it', () => {
  const { assembler, shown } = assembled();
  assembler.push(packet('key', 0, false));
  assembler.push(packet('more', 0, true));
  assembler.push(packet('key', 3000, false));
  assembler.push(packet('picture', 6000, true));
  expect(assembler.waitsForKeyFrame).toBe(true);
  assembler.push(packet('key', 9000, true));
  expect(shown).toEqual(['key 0 of 2', 'lost', 'lost', 'key 9000 of 1']);
});

it('[REC-3] of a sender that marks no end a picture ends where the next begins', () => {
  const { assembler, shown } = assembled();
  assembler.push(packet('key', 0, false));
  assembler.push(packet('more', 0, false));
  assembler.push(packet('picture', 3000, false));
  assembler.push(packet('picture', 6000, false));
  expect(shown).toEqual(['key 0 of 2', 'picture 3000 of 1']);
});
