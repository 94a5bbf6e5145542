import type { CostlyTexts, TextCostSummary } from './text_costs.js'

/** What texts will cost, one line a remark; nothing where each costs one segment. */
export function costsInWords({ costly, failed, inOtherLanguage }: TextCostSummary): string[] {
  return [
    ...costly.map(costInWords),
    ...Object.entries(failed).map(
      ([reason, count]) => `${texts(count)} cannot be sent as things are: ${reason}`
    ),
    ...Object.entries(inOtherLanguage).map(
      ([language, count]) =>
        `${texts(count)} will be in another language: there is no template in "${language}"`
    ),
  ]
}

function costInWords({ segments, because, texts: count, lines }: CostlyTexts): string {
  const where =
    lines.length === 0
      ? ''
      : ` (line${count > 1 ? 's' : ''} ${lines.join(', ')}${count > lines.length ? ', …' : ''})`
  const advice = because.startsWith('a facility name')
    ? ': give it a short name with facility:set'
    : ''
  return `${texts(count)} will cost ${segments} segments, because of ${because}${where}${advice}`
}

function texts(count: number): string {
  return count === 1 ? '1 text' : `${count} texts`
}
