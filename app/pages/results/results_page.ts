import type { Estimate } from '#evaluation/intervals'
import type { GroupResult, Results } from '#evaluation/read_results'
import { RESULT_PARTS, type ResultPart } from '#evaluation/results_request'
import { capital } from '#app/pages/capital'
import type { Reader } from '#app/pages/reader'
import { typeInWords } from '#app/pages/type_in_words'

/** Everything that the template of Results writes down. */
export function resultsPage(reader: Reader, results: Results, by: ResultPart) {
  const { t } = reader
  const { total, groups, withinDays: days } = results
  const hasHoldOut = total.heldOut.reminders > 0
  return {
    small: t('results.small'),
    title: t(`results.titles.${verdictOf(results)}`, {
      days,
      share: reader.percent(total.reminded.estimate?.share ?? 0),
      more: reader.number(Math.round((total.difference?.share ?? 0) * 100)),
    }),
    lead: leadOf(reader, results),
    tabs: RESULT_PARTS.map((part) => ({
      word: t(`results.tabs.${part}`),
      href: `/results?by=${part}`,
      isHere: part === by,
    })),
    by: t(`results.tabs.${by}`),
    hasHoldOut,
    csv: `/results.csv?by=${by}`,
    rows: groups.map((group) => rowOf(reader, group, by)),
    empty: {
      title: t('results.none'),
      text: t('results.none_text', { days }),
    },
  }
}

type Verdict = 'none' | 'alone' | 'more' | 'fewer' | 'open'

function verdictOf({ total }: Results): Verdict {
  if (total.reminded.reminders === 0) return 'none'
  if (!total.difference) return 'alone'
  if (total.difference.low > 0) return 'more'
  return total.difference.high < 0 ? 'fewer' : 'open'
}

function leadOf(reader: Reader, { total, from, to }: Results): string | null {
  if (total.reminded.reminders === 0) return null
  const period = { from: reader.date(from), to: reader.date(to) }
  if (!total.difference)
    return reader.t('results.leads.alone', {
      ...period,
      visits: reader.number(total.reminded.visits),
      reminders: reader.number(total.reminded.reminders),
    })
  return reader.t('results.leads.compared', {
    ...period,
    reminded: reader.percent(total.reminded.estimate!.share),
    held: reader.percent(total.heldOut.estimate!.share),
    low: pointsOf(reader, total.difference.low),
    high: pointsOf(reader, total.difference.high),
  })
}

export function rowOf(reader: Reader, group: GroupResult, by: ResultPart) {
  const { name, reminded, heldOut, difference } = group
  return {
    name: by === 'type' ? capital(typeInWords(reader, name)) : name,
    reminders: reader.number(reminded.reminders),
    visits: reader.number(reminded.visits),
    share: shareOf(reader, reminded.estimate),
    held: reader.number(heldOut.reminders),
    heldShare: shareOf(reader, heldOut.estimate),
    difference: difference && {
      points: pointsOf(reader, difference.share),
      between: reader.t('results.between', {
        low: pointsOf(reader, difference.low),
        high: pointsOf(reader, difference.high),
      }),
    },
  }
}

function shareOf(reader: Reader, estimate: Estimate | null) {
  if (!estimate) return null
  const [low, high] = [estimate.low, estimate.high].map((share) => reader.percent(share))
  return {
    share: reader.percent(estimate.share),
    between: reader.t('results.between', { low, high }),
  }
}

/** A difference of shares in points of a hundred. */
function pointsOf(reader: Reader, difference: number): string {
  return reader.number(Math.round(difference * 1_000) / 10)
}
