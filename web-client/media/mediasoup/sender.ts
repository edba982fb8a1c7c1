import type { types } from 'mediasoup-client';
import type { TrackSource } from '#protocol';
import { SourceSender } from '../tracks/source-sender.ts';
import type { SendLine } from './send-line.ts';

/** One source of this page, and the producer that sends it once there is one. */
export class Sender extends SourceSender<types.Producer> {
  #line: SendLine | undefined;
  #told = true;

  constructor(source: TrackSource) {
    // mediasoup lets a receiver have a size that has been there for two seconds.
    super(source, { keepsSizes: true });
  }

  override get rtpSender(): RTCRtpSender | undefined {
    return this.carrier?.rtpSender;
  }

  /** Makes a producer on this connection. */
  establish(line: SendLine): Promise<void> {
    this.#line = line;
    return this.open(
      (track, dark) => {
        this.#told = this.silent;
        return line.produce(this, track, dark);
      },
      (producer) => producer.close(),
    );
  }

  override async apply(): Promise<void> {
    const applied = super.apply();
    const { carrier, silent } = this;
    if (carrier && this.#told !== silent) {
      this.#told = silent;
      this.#line?.tellMuted(carrier.id, silent);
    }
    await applied;
  }
}
