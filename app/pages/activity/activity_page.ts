import type { Batch } from '#desk/batches/batch_row'
import type { AuditKind } from '#storage/audit/audit_actions'
import type { ActivityPage } from '#storage/audit/read_activity'
import type { Reader } from '#app/pages/reader'
import {
  activityAddress,
  type ActivityField,
  type ActivityValues,
  type ActivityWish,
} from './activity_filters.js'
import { eventInWords, type WordsContext } from './event_in_words.js'
import { batchRow, isOpen } from './running_batches.js'

export interface ActivityParts extends WordsContext {
  wish: ActivityWish
  found: ActivityPage
  batches: Batch[]
  /** The kinds that the reader may see. */
  kinds: AuditKind[]
  /** Everybody who has done something. */
  actors: string[]
  mayAct: boolean
}

/** Everything that the template of Activity writes down. */
export function activityPage(reader: Reader, parts: ActivityParts) {
  const { wish, found, batches, mayAct } = parts
  const { values, faults, after } = wish
  const { t } = reader
  const rows = found.events.map((event) => eventInWords(reader, event, parts))
  return {
    small: t('activity.small'),
    title: verdictOf(reader, parts, rows),
    batches: batches.map((batch) => ({
      ...batchRow(reader, batch, parts.nameOf),
      mayStop: mayAct && isOpen(batch),
    })),
    rows,
    values,
    faults: faults.map((name) => t(`activity.filters.${name}`)),
    choices: choicesOf(reader, parts),
    isNarrowed: Object.keys(values).length > 0,
    empty: rows.length > 0 ? null : emptiness(reader, values, after !== null),
    csv: activityAddress('/activity.csv', values),
    next: found.next === null ? null : activityAddress('/activity', values, found.next),
    first: after === null ? null : activityAddress('/activity', values),
  }
}

/** Work under way first; then who acted last. */
function verdictOf(
  { t }: Reader,
  { batches, wish }: ActivityParts,
  [newest]: { who: string; ago: string }[]
): string {
  const running = batches.filter((batch) => isOpen(batch)).length
  if (running > 0) return t('activity.titles.running', { count: running })
  const isNarrowed = Object.keys(wish.values).length > 0
  if (!newest) return t(isNarrowed ? 'activity.titles.no_match' : 'activity.titles.nothing_yet')
  if (wish.after !== null) return t('activity.titles.earlier')
  return t(isNarrowed ? 'activity.titles.narrowed' : 'activity.titles.last', {
    name: newest.who,
    time: newest.ago,
  })
}

function choicesOf(reader: Reader, { wish: { values }, kinds, actors, nameOf }: ActivityParts) {
  const choices = (name: ActivityField, options: [value: string, label: string][]) =>
    options
      .map(([value, label]) => ({ value, label, isChosen: values[name] === value }))
      .sort((left, right) => left.label.localeCompare(right.label, reader.language))
  return {
    who: choices(
      'who',
      actors.map((actor): [string, string] => [actor, actorChoice(reader, actor, nameOf)])
    ),
    kind: choices(
      'kind',
      kinds.map((kind): [string, string] => [kind, reader.t(`activity.kinds.${kind}`)])
    ),
  }
}

/** The parts of Rappel are told apart by the name that the log gives them. */
function actorChoice({ t }: Reader, actor: string, nameOf: (actor: string) => string): string {
  return actor.includes(':') ? nameOf(actor) : t('activity.part', { name: nameOf(actor), actor })
}

function emptiness({ t }: Reader, values: ActivityValues, isLater: boolean) {
  const isNarrowed = isLater || Object.keys(values).length > 0
  const kind = isNarrowed ? 'no_match' : 'nothing_yet'
  return {
    kind,
    title: t(`activity.empty.${kind}.title`),
    text: t(`activity.empty.${kind}.text`),
    href: isNarrowed ? '/activity' : null,
    label: isNarrowed ? t('activity.clear') : null,
  }
}
