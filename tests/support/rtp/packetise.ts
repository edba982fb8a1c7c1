export type PictureCodecName = 'VP8' | 'VP9' | 'H264' | 'AV1';

/** Cuts a picture into RTP payloads of at most `limit` bytes, as a browser would.
 *  @param units one frame (VP8), spatial layers (VP9), NAL units (H.264) or OBUs without sizes (AV1). */
export function packetise(codec: PictureCodecName, units: readonly Buffer[], limit: number): Buffer[] {
  switch (codec) {
    case 'VP8':
      return units.flatMap((frame) =>
        pieces(frame, limit - 4).map((piece, index) => vp8(piece, index === 0)),
      );
    case 'VP9':
      return units.flatMap((layer) =>
        pieces(layer, limit - 3).map((piece, index, all) =>
          vp9(piece, index === 0, index === all.length - 1),
        ),
      );
    case 'H264':
      return h264(units, limit);
    case 'AV1':
      return av1(units, limit);
  }
}

function pieces(data: Buffer, size: number): Buffer[] {
  const count = Math.ceil(data.length / size);
  return Array.from({ length: count }, (_, index) => data.subarray(index * size, (index + 1) * size));
}

/** With a picture id of 15 bits. */
function vp8(piece: Buffer, starts: boolean): Buffer {
  return Buffer.concat([Buffer.from([0x80 | (starts ? 0x10 : 0), 0x80, 0x81, 0x23]), piece]);
}

function vp9(piece: Buffer, begins: boolean, ends: boolean): Buffer {
  return Buffer.concat([Buffer.from([0x80 | (begins ? 0x08 : 0) | (ends ? 0x04 : 0), 0x81, 0x23]), piece]);
}

/** The small units at the beginning in one packet, the others alone or in fragments. */
function h264(units: readonly Buffer[], limit: number): Buffer[] {
  const payloads: Buffer[] = [];
  const small = units.filter((unit) => [7, 8].includes((unit[0] ?? 0) & 0x1f));
  if (small.length > 1) {
    const parts = small.flatMap((unit) => [Buffer.from([unit.length >> 8, unit.length & 0xff]), unit]);
    payloads.push(Buffer.concat([Buffer.from([0x78]), ...parts]));
  }
  for (const unit of units.filter((each) => !payloads[0] || !small.includes(each))) {
    if (unit.length <= limit) {
      payloads.push(unit);
      continue;
    }
    const head = unit[0] ?? 0;
    const cut = pieces(unit.subarray(1), limit - 2);
    cut.forEach((piece, index) => {
      const edge = (index === 0 ? 0x80 : 0) | (index === cut.length - 1 ? 0x40 : 0);
      payloads.push(Buffer.concat([Buffer.from([(head & 0xe0) | 28, edge | (head & 0x1f)]), piece]));
    });
  }
  return payloads;
}

/** One stream of units with a length before each piece, cut wherever a packet is full. */
function av1(units: readonly Buffer[], limit: number): Buffer[] {
  const payloads: Buffer[] = [];
  let [elements, room, continued]: [Buffer[], number, boolean] = [[], limit - 1, false];
  const close = (continues: boolean) => {
    payloads.push(
      Buffer.concat([Buffer.from([(continued ? 0x80 : 0) | (continues ? 0x40 : 0)]), ...elements]),
    );
    [elements, room, continued] = [[], limit - 1, continues];
  };
  for (const unit of units) {
    let rest = unit;
    while (rest.length > 0) {
      if (room < 4) close(rest !== unit);
      const piece = rest.subarray(0, room - 2);
      elements.push(Buffer.from([(piece.length & 0x7f) | 0x80, piece.length >> 7]), piece);
      room -= piece.length + 2;
      rest = rest.subarray(piece.length);
    }
  }
  close(false);
  return payloads;
}
