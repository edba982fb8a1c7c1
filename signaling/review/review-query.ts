import type { listRecordings } from '#protocol';
import type { z } from 'zod';

/** What the list is asked for. */
export type ParsedQuery = z.output<typeof listRecordings.query>;
