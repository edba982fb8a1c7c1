import { ref, watch, type Ref } from 'vue';

/** A choice that this browser remembers, one of a few words; the first is the one without a choice. */
export function remembered<Word extends string>(key: string, words: readonly [Word, ...Word[]]): Ref<Word> {
  const choice = ref(read()) as Ref<Word>;
  function read(): Word {
    try {
      const saved = localStorage.getItem(key);
      return words.find((word) => word === saved) ?? words[0];
    } catch {
      return words[0]; // Storage is refused.
    }
  }
  watch(choice, (word) => {
    try {
      localStorage.setItem(key, word);
    } catch {
      // Not remembered, then.
    }
  });
  return choice;
}
