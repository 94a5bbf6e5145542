import type { Incident } from '#alerts/list_incidents'
import { instantOf } from '#app/pages/schedules/schedule_in_words'
import type { Reader } from '#app/pages/reader'

const LOOKS = {
  fail: ['failed', 'bad'],
  warn: ['dead_letter', 'warn'],
  recovered: ['sent', 'ok'],
} as const

/** What is open, with who is on it, and what was over last. */
export function incidentsOf(
  reader: Reader,
  incidents: Incident[],
  { nameOf, mayAct }: { nameOf: (actor: string) => string; mayAct: boolean }
) {
  const rows = incidents.map((incident) => ({
    ...onPage(reader, incident, nameOf),
    id: incident.id,
    severity: incident.severity,
    isOpen: incident.status === 'open',
    mayAcknowledge: mayAct && incident.status === 'open' && incident.acknowledgedAt === null,
  }))
  return {
    open: rows.filter(({ isOpen }) => isOpen),
    over: rows.filter(({ isOpen }) => !isOpen),
  }
}

function onPage(reader: Reader, incident: Incident, nameOf: (actor: string) => string) {
  const { t } = reader
  const { rule, status, severity, since, recoveredAt, acknowledgedAt, acknowledgedBy } = incident
  const key = status === 'recovered' ? 'recovered' : severity
  const [icon, look] = LOOKS[key]
  return {
    title: t(`today.problems.${rule}.title`, {}, rule),
    step: t(`today.problems.${rule}.step`, {}, ''),
    chip: { icon, look, word: t(`system.incidents.${key}`) },
    since: t('system.incidents.since', { time: reader.moment(instantOf(since)) }),
    until:
      recoveredAt && t('system.incidents.until', { time: reader.moment(instantOf(recoveredAt)) }),
    taken:
      acknowledgedAt &&
      t('system.incidents.taken', {
        name: nameOf(acknowledgedBy!),
        time: reader.moment(instantOf(acknowledgedAt)),
      }),
  }
}
