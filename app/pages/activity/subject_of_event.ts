import type { ListedAuditEvent } from '#storage/audit/list_audit_events'
import { capital } from '#app/pages/capital'
import type { Reader } from '#app/pages/reader'
import { letterAddress } from '#app/pages/kafka/class_in_words'
import { templateHref } from '#app/pages/templates/template_address'
import { typeInWords } from '#app/pages/type_in_words'

/** What something was done to. */
export interface Subject {
  label: string
  /** Its page, if it has one that the reader may open. */
  href: string | null
}

export interface SubjectContext {
  nameOf: (actor: string) => string
  /** The references of patients, by id. */
  refs: ReadonlyMap<number, string>
  isAdmin: boolean
}

type Named = (reader: Reader, name: string, context: SubjectContext) => Subject

/** By what stands before the colon of a subject. */
const KINDS: Readonly<Record<string, Named>> = {
  message: ({ t }, id) => ({
    label: t('activity.subjects.message', { id }),
    href: `/messages/${id}`,
  }),
  patient: ({ t }, id, { refs }) => {
    const ref = refs.get(Number(id))
    return ref === undefined
      ? { label: t('activity.subjects.no_patient'), href: null }
      : {
          label: t('activity.subjects.patient', { ref }),
          href: `/patients/${encodeURIComponent(ref)}`,
        }
  },
  schedule: ({ t }, id) => ({
    label: t('activity.subjects.schedule', { id }),
    href: `/schedules/${id}`,
  }),
  template: (reader, name) => {
    const [type, language] = name.split(':')
    const label = `${capital(typeInWords(reader, type))}, ${language}`
    return { label, href: templateHref(type, language) }
  },
  user: (_, id, { nameOf, isAdmin }) => ({
    label: nameOf(`user:${id}`),
    href: isAdmin ? `/users/${id}` : null,
  }),
  facility: ({ t }, code) => ({ label: t('activity.subjects.facility', { code }), href: null }),
  consent: ({ t }, id) => ({ label: t('activity.subjects.consent', { id }), href: null }),
  imported_file: ({ t }, id) => ({ label: t('activity.subjects.file', { id }), href: null }),
  import_upload: ({ t }, id) => ({
    label: t('activity.subjects.import_upload', { id }),
    href: `/imports/${id}`,
  }),
  incident: ({ t }, id) => ({
    label: t('activity.subjects.incident', { id }),
    href: '/system#incidents',
  }),
  dead_letter: (_, id) => ({ label: id, href: letterAddress(id) }),
  account: (_, name) => ({ label: name, href: '/system' }),
  token: (_, name) => ({ label: name, href: '/tokens' }),
}

const ACCOUNT = /^(?:account|circuit)_/

/** Null where the sentence says it all. */
export function subjectOf(
  reader: Reader,
  { action, subject }: Pick<ListedAuditEvent, 'action' | 'subject'>,
  detail: Record<string, unknown>,
  context: SubjectContext
): Subject | null {
  const { t } = reader
  if (typeof detail.batch === 'number')
    return {
      label: t('activity.subjects.batch', { id: String(detail.batch) }),
      href: `/batches/${detail.batch}`,
    }
  if (action === 'job_dead_letter' && typeof detail.schedule === 'number')
    return KINDS.schedule(reader, String(detail.schedule), context)
  if (subject === null) return null
  if (detail.scope !== undefined) return pausedPart(reader, subject, detail.scope)
  if (ACCOUNT.test(action)) return KINDS.account(reader, subject, context)
  if (action === 'token_created' || action === 'token_revoked')
    return KINDS.token(reader, subject, context)
  if (action === 'dead_letter_replayed') return KINDS.dead_letter(reader, subject, context)
  const [, kind, name] = /^(\w+):(.+)$/.exec(subject) ?? []
  if (kind && Object.hasOwn(KINDS, kind)) return KINDS[kind](reader, name, context)
  return { label: subject, href: null }
}

function pausedPart(reader: Reader, subject: string, scope: unknown): Subject {
  const href = '/system'
  if (scope === 'facility')
    return { label: reader.t('activity.subjects.facility', { code: subject }), href }
  if (scope === 'message_type') return { label: capital(typeInWords(reader, subject)), href }
  return { label: reader.t('activity.subjects.everything'), href }
}
