/** Makes the page behind a full-screen sheet neither scroll nor take the focus; the answer undoes it. */
export function coverPage(host: HTMLElement, box: HTMLElement): () => void {
  const root = document.documentElement;
  const { overflow } = root.style;
  const covered = [...document.body.children].filter(
    (child) => child !== host && child instanceof HTMLElement && !child.inert,
  ) as HTMLElement[];
  root.style.overflow = 'hidden';
  box.setAttribute('aria-modal', 'true');
  for (const child of covered) child.inert = true;
  return () => {
    root.style.overflow = overflow;
    box.removeAttribute('aria-modal');
    for (const child of covered) child.inert = false;
  };
}

/** Keeps the sheet above a phone's keyboard, which covers fixed things rather than moving them. */
export function followKeyboard(box: HTMLElement, covers: () => boolean): void {
  const view = window.visualViewport;
  const fit = () => {
    const keyboard = view && covers() && innerHeight - view.height > 80 && view.scale === 1;
    box.style.height = keyboard ? `${view.height}px` : '';
    box.style.top = keyboard ? `${view.offsetTop}px` : '';
  };
  view?.addEventListener('resize', fit);
  view?.addEventListener('scroll', fit);
}
