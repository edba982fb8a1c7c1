import { ref, watchEffect } from 'vue';
import type { Ref } from 'vue';

export type Theme = 'system' | 'light' | 'dark';

const key = 'kanhuo.theme';

function saved(): Theme {
  try {
    const value = localStorage.getItem(key);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system'; // Storage is refused to some embedded pages.
  }
}

let theme: Ref<Theme> | undefined;

/** Light, dark or as the system says; written to the page and remembered. Call it once before mounting an app. */
export function useTheme(): Ref<Theme> {
  if (theme) return theme;
  const chosen = ref(saved());
  theme = chosen;
  watchEffect(() => {
    const value = chosen.value;
    if (value === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = value;
    try {
      if (value === 'system') localStorage.removeItem(key);
      else localStorage.setItem(key, value);
    } catch {
      // Not remembered, then.
    }
  });
  return theme;
}
