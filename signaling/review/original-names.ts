const PREFIX = 'original-';

/** The name in addresses of a segment's file that is saved instead of played. */
export const originalName = (segmentId: string): string => `${PREFIX}${segmentId}`;

/** The segment that such a name leads to; undefined for another name. */
export function originalOf(name: string): string | undefined {
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : undefined;
}
