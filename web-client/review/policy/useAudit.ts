import { reactive, ref, shallowRef, watch } from 'vue';
import type { AuditAction, AuditEntry, ErrorCode, Person } from '#protocol';
import { dayBegins } from '../day.ts';
import { type AuditQuery, policyApi } from './policy-api.ts';

/** How the log is narrowed; an empty word is no filter. Days as the browser's date field writes them. */
export interface AuditFilters {
  member: string;
  action: AuditAction | '';
  from: string;
  to: string;
}

/** The audit log as its owner reads it. */
export function useAudit(onSignedOut: () => void) {
  const filters = reactive<AuditFilters>({ member: '', action: '', from: '', to: '' });
  const entries = shallowRef<readonly AuditEntry[]>([]);
  const people = shallowRef<readonly Person[]>([]);
  const intact = ref<boolean | null>(null);
  const hasMore = ref(false);
  const loading = ref(true);
  const problem = ref<ErrorCode | null>(null);
  let asked = 0;

  function query(): AuditQuery {
    const { member, action, from, to } = filters;
    return {
      member,
      action,
      from: from && String(dayBegins(from)),
      // The whole of its last day.
      to: to && String(dayBegins(to, 1)),
    };
  }

  async function load(before?: number): Promise<void> {
    const question = ++asked;
    loading.value = true;
    const answer = await policyApi.audit({ ...query(), ...(before && { before: String(before) }) });
    if (question !== asked) return;
    loading.value = false;
    problem.value = answer.ok ? null : answer.code;
    if (!answer.ok) {
      if (answer.code === 'unauthenticated') onSignedOut();
      return;
    }
    const { entries: found } = answer.data;
    entries.value = before === undefined ? found : [...entries.value, ...found];
    ({ intact: intact.value, hasMore: hasMore.value } = answer.data);
    const known = new Map(people.value.map((person) => [person.id, person]));
    for (const { member } of found) if (member) known.set(member.id, member);
    people.value = [...known.values()];
  }
  watch(filters, () => void load());
  void load();

  return {
    filters,
    entries,
    people,
    intact,
    hasMore,
    loading,
    problem,
    reload: () => void load(),
    more: () => void load(entries.value.at(-1)?.seq),
    fileOf: (format: 'csv' | 'json') => policyApi.auditFile(format, query()),
  };
}
