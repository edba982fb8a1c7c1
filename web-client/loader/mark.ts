/** The mark, as KanhuoMark.vue draws it: an eye that holds a shopping tag, whose hole is the pupil. */
export const MARK =
  '<path fill="currentColor" stroke="none" fill-rule="evenodd" transform="scale(.375)" d="M1 32C11 15 21 9 32 9s21 6 31 23C53 49 43 55 32 55S11 49 1 32ZM32 18a14 14 0 1 0 14 14V21a3 3 0 0 0-3-3ZM32 25.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13Z"/>';
