import type { Consent, ConsentKind, RecordedPerson, RecordingView } from '#protocol';

const KINDS: readonly ConsentKind[] = ['voice', 'picture', 'screen'];

/** What a person allowed, in the order in which it is always named. */
export function allowedKinds(consent: Consent | null): ConsentKind[] {
  return KINDS.filter((kind) => consent?.[kind]);
}

/** One's own entry. */
export function ownEntry(view: RecordingView, selfId: string): RecordedPerson | undefined {
  return view.people.find(({ person }) => person.id === selfId);
}

/** Whether the question is to be put to this person now. */
export function isAsked(view: RecordingView, selfId: string): boolean {
  return ownEntry(view, selfId)?.consent === null;
}
