import { reactive, ref, shallowRef, watch } from 'vue';
import type { AuditAction, Person } from '#protocol';
import { dayBegins } from '../day.ts';
import { usePages } from '../usePages.ts';
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
  const people = shallowRef<readonly Person[]>([]);
  const intact = ref<boolean | null>(null);

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

  const pages = usePages({
    ask: (before: number | null) =>
      policyApi.audit({ ...query(), ...(before !== null && { before: String(before) }) }),
    read({ entries, hasMore, intact: isIntact }) {
      intact.value = isIntact;
      const known = new Map(people.value.map((person) => [person.id, person]));
      for (const { member } of entries) if (member) known.set(member.id, member);
      people.value = [...known.values()];
      return { items: entries, next: (hasMore && entries.at(-1)?.seq) || null };
    },
    onSignedOut,
  });
  watch(filters, () => pages.reload());
  pages.reload();

  return {
    ...pages,
    filters,
    entries: pages.items,
    people,
    intact,
    fileOf: (format: 'csv' | 'json') => policyApi.auditFile(format, query()),
  };
}
