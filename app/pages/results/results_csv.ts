import { stringify } from 'csv-stringify'
import type { Estimate } from '#evaluation/intervals'
import type { GroupResult, Results } from '#evaluation/read_results'

/** For an evaluator: names as programs write them, shares from 0 to 1, one line for each group. */
export function resultsCsv() {
  return stringify({ header: true, bom: true, escape_formulas: true })
}

export function csvRows({ from, to, withinDays, groups }: Results, by: string) {
  return groups.map((group) => ({
    from,
    to,
    within_days: withinDays,
    [by]: group.name,
    ...armOf('reminded', group.reminded),
    ...armOf('held_out', group.heldOut),
    ...estimateOf('difference', group.difference),
  }))
}

function armOf(name: string, { reminders, visits, estimate }: GroupResult['reminded']) {
  return {
    [`${name}_reminders`]: reminders,
    [`${name}_visits`]: visits,
    ...estimateOf(`${name}_share`, estimate),
  }
}

function estimateOf(name: string, estimate: Estimate | null) {
  return {
    [name]: estimate?.share ?? null,
    [`${name}_low`]: estimate?.low ?? null,
    [`${name}_high`]: estimate?.high ?? null,
  }
}
