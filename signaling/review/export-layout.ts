import type { ExportLayout } from '#protocol';

/** Where a picture stands in the frame; all numbers are even, as 4:2:0 needs. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The frame of an export. */
export const FRAME = { width: 1280, height: 720 } as const;
/** What the chat takes of it beside the pictures. */
export const PANEL_WIDTH = 320;

const INSET = { width: 320, height: 180, margin: 24 } as const;
const WHOLE: Box = { x: 0, y: 0, ...FRAME };

/** How the pictures share the frame. */
export interface Arrangement {
  readonly layout: ExportLayout;
  /** Only one of them is ever seen: they have all the room. */
  readonly alone: boolean;
  /** The chat stands beside the pictures. */
  readonly panel: boolean;
}

/** Where a side's picture stands, as the player arranges the same layout. */
export function boxOf(side: 'buyer' | 'agent', { layout, alone, panel }: Arrangement): Box {
  const area = panel ? { ...WHOLE, width: FRAME.width - PANEL_WIDTH } : WHOLE;
  if (alone) return area;
  switch (layout) {
    case 'side_by_side': {
      const width = area.width / 2;
      return { ...area, x: side === 'agent' ? 0 : width, width };
    }
    case 'focus': {
      const aside = area.width / 5;
      const height = even((aside * 3) / 4);
      if (side === 'agent') return { ...area, width: area.width - aside };
      return { x: area.width - aside, y: even((area.height - height) / 2), width: aside, height };
    }
    case 'inset': {
      if (side === 'agent') return area;
      const { width, height, margin } = INSET;
      return { x: area.width - width - margin, y: area.height - height - margin, width, height };
    }
  }
}

/** Whether a box is the whole frame: what fills it as it is needs no mixing. */
export function isWhole({ width, height }: Box): boolean {
  return width === FRAME.width && height === FRAME.height;
}

const even = (value: number) => 2 * Math.round(value / 2);
