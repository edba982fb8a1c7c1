type Attributes = Readonly<Record<string, string | boolean | ((event: Event) => void)>>;

/** Makes an element of the page: `on…` functions listen, `true` sets an empty attribute, `false` none. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key.slice(2), value);
    else if (value !== false) made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children);
  return made;
}

/** A picture from an SVG of ours, drawn in the colour of the text around it. */
export function picture(inner: string, size: number): SVGElement {
  const holder = document.createElement('template');
  holder.innerHTML = `<svg viewBox="0 0 24 24" width="${size}" height="${size}" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${inner}</svg>`;
  return holder.content.firstChild as SVGElement;
}

/** Opens a shadow root that the page's own style cannot reach into; needs no inline style of a page's policy. */
export function shadow(host: HTMLElement, css: string): ShadowRoot {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } catch {
    // Browsers before constructable style sheets.
    root.append(element('style', {}, css));
  }
  return root;
}
