/** What is looked at in a pressed key, and where it was pressed. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  /** In a place where letters are written or a value is set by keys. */
  readonly writing: boolean;
  /** On a button or link, which the space bar presses. */
  readonly onButton: boolean;
  /** In a dialog or a menu, which has keys of its own. */
  readonly inDialog: boolean;
}

/** Reads a pressed key; a slider of class `timeline-slider` leaves its keys to the page. */
export function keyPress(event: KeyboardEvent): KeyPress {
  const target = event.target instanceof Element ? event.target : null;
  const within = (selector: string): boolean => target?.closest(selector) != null;
  return {
    key: event.key,
    ctrlKey: event.ctrlKey,
    metaKey: event.metaKey,
    altKey: event.altKey,
    shiftKey: event.shiftKey,
    isComposing: event.isComposing,
    writing: within('input:not(.timeline-slider), textarea, select, [contenteditable]'),
    onButton: within('button, a'),
    inDialog: within('dialog, [role=menu]'),
  };
}

/** Whether a key belongs to an input method, a dialog or the browser, and not to the page. */
export function belongsElsewhere(press: KeyPress): boolean {
  return press.isComposing || press.inDialog || press.ctrlKey || press.metaKey || press.altKey;
}
