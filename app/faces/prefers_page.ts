const PAGE = ['text/html', 'application/xhtml+xml']
const JSON_TYPES = ['application/json', 'application/problem+json']

/** Browsers name HTML in `Accept`; programs name JSON, anything, or nothing. */
export function prefersPage(accept = ''): boolean {
  const wanted = new Map(accept.split(',').map(weigh))
  const page = highest(wanted, PAGE)
  return page > 0 && page >= highest(wanted, JSON_TYPES)
}

function highest(wanted: Map<string, number>, types: string[]): number {
  return Math.max(...types.map((type) => wanted.get(type) ?? 0))
}

/** For `text/html;q=0.9`: the type and its weight. */
function weigh(range: string): [string, number] {
  const [type, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
  const weight = parameters.find((parameter) => parameter.startsWith('q='))
  return [type, weight === undefined ? 1 : Number(weight.slice(2)) || 0]
}
