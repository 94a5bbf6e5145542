import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import type { PersonalDataRead } from '#services/audit_service'

/** Who saw which rows of a page, and what was asked for, for the audit log. */
export function readOfPage(
  ctx: HttpContext,
  { data }: { data: { id: number }[] }
): Pick<PersonalDataRead, 'actor' | 'rows' | 'filter'> {
  const filter = Object.keys(ctx.request.qs()).filter((name) => FILTERS.includes(name))
  return { actor: actorOf(ctx), rows: data.map(({ id }) => id), filter }
}

/** The fields that lists of people's data are searched by. Callers may send any other name. */
const FILTERS = [
  'phone_number',
  'status',
  'unread',
  'type',
  'reason',
  'facility',
  'patient',
  'language',
  'source',
  'schedule',
  'provider_message_id',
  'search',
  'from',
  'due_on',
  'to',
]
