import type { MediasoupEvent, MediasoupReplies, MediasoupRequest } from '#protocol';
import { RoomLine } from '../room-line.ts';

/** The room of the embedded engine as one admission of this page reaches it. */
export class Room extends RoomLine<MediasoupRequest, MediasoupReplies, MediasoupEvent> {}
