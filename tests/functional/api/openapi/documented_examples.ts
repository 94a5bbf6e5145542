/** One request of a page with the answer that the page states. */
export interface Example {
  /** The line in the page. */
  line: number
  method: string
  path: string
  headers: Record<string, string>
  body?: string
  status: number
  answerHeaders: Record<string, string>
  answer: any
}

const BLOCK = /^```http\n([\s\S]*?)^```$/gm
const ANSWER = /^HTTP\/1\.1 (\d{3}) .*$/m

/**
 * The blocks `http` of a page: a request line, perhaps headers, an empty line, perhaps a body in
 * JSON; then the status line of the answer, and likewise its headers and its body.
 */
export function examplesIn(page: string): Example[] {
  return [...page.matchAll(BLOCK)].map(({ 1: block, index }) => {
    const [request, status, answer] = block.split(ANSWER)
    const [first, ...lines] = request.split('\n')
    const [method, path] = first.split(' ')
    const sent = messageOf(lines)
    const stated = messageOf(answer.split('\n').slice(1))
    return {
      line: page.slice(0, index).split('\n').length,
      method,
      path,
      headers: sent.headers,
      body: sent.body || undefined,
      status: Number(status),
      answerHeaders: stated.headers,
      answer: JSON.parse(stated.body),
    }
  })
}

function messageOf(lines: string[]) {
  const end = lines.indexOf('')
  const headers = lines.slice(0, end).map((line) => {
    const [, name, value] = /^([^:]+): (.*)$/.exec(line)!
    return [name, value]
  })
  return { headers: Object.fromEntries(headers), body: lines.slice(end).join('\n').trim() }
}

/** Moves the dates of a text from the day of the pages to another one. */
export function shiftDates(text: string, days: number): string {
  return text.replace(/\d{4}-\d\d-\d\d/g, (date) => {
    const moved = new Date(`${date}T00:00:00Z`)
    moved.setUTCDate(moved.getUTCDate() + days)
    return moved.toISOString().slice(0, 10)
  })
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/
const ID = /^(id|\w+_id)$/

/**
 * What is stated and not answered. Ids become known in `ids`, by those that the page states; of
 * instants only the form counts. Fields that the page leaves out are not looked at.
 */
export function differences(
  stated: unknown,
  actual: any,
  ids: Map<number, number>,
  path = 'it'
): string[] {
  if (Array.isArray(stated)) {
    if (!Array.isArray(actual) || actual.length !== stated.length)
      return [`${path} is not a list of ${stated.length}`]
    return stated.flatMap((one, at) => differences(one, actual[at], ids, `${path}[${at}]`))
  }
  if (typeof stated === 'object' && stated !== null)
    return Object.entries(stated).flatMap(([name, value]) =>
      ID.test(name) && typeof value === 'number' && Number.isInteger(actual?.[name])
        ? learn(ids, value, actual[name], `${path}.${name}`)
        : differences(value, actual?.[name], ids, `${path}.${name}`)
    )
  if (typeof stated === 'string' && INSTANT.test(stated) && INSTANT.test(actual)) return []
  const expected = typeof stated === 'string' ? withIds(stated, ids) : stated
  return expected === actual
    ? []
    : [`${path} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`]
}

function learn(ids: Map<number, number>, stated: number, actual: number, path: string): string[] {
  const known = ids.get(stated)
  if (known !== undefined && known !== actual) return [`${path} is not that of before`]
  ids.set(stated, actual)
  return []
}

/** A path or a sentence with the ids that there really are. */
export function withIds(text: string, ids: Map<number, number>): string {
  return text.replace(/(?<=\/|Message )\d+\b/g, (id) => String(ids.get(Number(id)) ?? id))
}
