import type { Today } from '#monitoring/today/read_today'
import type { Reader } from '#app/pages/reader'

export interface Tile {
  href: string
  label: string
  figure: string
  note: string
  isWarning: boolean
}

/** From this share of failures on a tile is a warning. */
const FAILURES_WARN = 0.03

const LATEST_RECEIPT_HOURS = 72

/** The figures of the day, and what has to be watched; each leads to what it counts. */
export function tilesOf(
  reader: Reader,
  { figures, needAttention, units }: Today,
  { minimumDays }: { minimumDays: number }
): { day: Tile[]; watch: Tile[] } {
  const { t } = reader
  const tried = figures.sent + figures.failed
  const share = tried === 0 ? 0 : figures.failed / tried
  const today = `from=${reader.now.setZone(reader.zone).toFormat('yyyy-MM-dd')}`
  const count = (value: number) => reader.atLeast(value, figures.isCut)
  const tile = (
    name: string,
    href: string,
    figure: string,
    note = '',
    isWarning = false
  ): Tile => ({
    href,
    label: t(`today.tiles.${name}`),
    figure,
    note,
    isWarning,
  })
  const isShort = units !== null && units.days !== null && units.days < minimumDays
  return {
    day: [
      tile(
        'planned',
        '/messages?tab=scheduled',
        reader.number(figures.waiting),
        t('today.notes.until_midnight')
      ),
      tile(
        'sent',
        `/messages?status=sent,delivered,undelivered&${today}`,
        count(figures.sent),
        t('today.notes.since_midnight')
      ),
      tile(
        'delivered',
        `/messages?tab=delivered&${today}`,
        count(figures.delivered),
        figures.sent === 0
          ? ''
          : t('today.notes.share_of_sent', {
              share: reader.percent(figures.delivered / figures.sent),
            })
      ),
      tile(
        'awaiting',
        `/messages?tab=sent&${today}`,
        count(figures.awaiting),
        t('today.notes.up_to_hours', { hours: LATEST_RECEIPT_HOURS })
      ),
    ],
    watch: [
      tile(
        'failed',
        `/messages?tab=failed&${today}`,
        count(figures.failed),
        figures.failed === 0
          ? ''
          : t('today.notes.failure_share', { share: reader.percent(share) }),
        share > FAILURES_WARN
      ),
      tile(
        'attention',
        '/attention',
        reader.atLeast(needAttention, needAttention >= 10_000),
        needAttention === 0 ? t('today.notes.nothing') : t('today.notes.decide')
      ),
      tile(
        'expired',
        `/messages?status=expired&${today}`,
        count(figures.expired),
        t('today.notes.not_sent')
      ),
      tile(
        'units',
        '/system#balance',
        units === null ? '–' : reader.number(units.units),
        unitsNote(reader, units),
        isShort
      ),
    ],
  }
}

function unitsNote({ t }: Reader, units: Today['units']): string {
  if (units === null) return t('today.notes.no_balance')
  if (units.days === null) return t('today.notes.use_not_known')
  return t('today.notes.days_left', { days: units.days })
}
