import type { Icon } from '../../ui/icons.ts';

export { iconClose, iconDownload } from '../../ui/icons.ts';

/** Lucide (ISC): `zoom-in` and `zoom-out`, flattened as in the common set. */
export const iconZoomIn: Icon = 'M21 21l-4.35-4.35M3 11a8 8 0 1 0 16 0a8 8 0 1 0 -16 0M11 8v6M8 11h6';
export const iconZoomOut: Icon = 'M21 21l-4.35-4.35M3 11a8 8 0 1 0 16 0a8 8 0 1 0 -16 0M8 11h6';
