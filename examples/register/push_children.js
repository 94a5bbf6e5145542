import { createReadStream } from 'node:fs'
import { appendFile, readFile, rename, stat, truncate, writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'

/** Records of one request. */
const MOST_RECORDS = 1_000

/** Bytes of one request: the API takes 1 MB. */
const MOST_BYTES = 900_000

/**
 * Pushes a file of children to Rappel: a line is a record as JSON, with the columns of an import as
 * fields. How far it is stands in `FILE.progress`, so that a run that was interrupted goes on there.
 * What Rappel rejects is written to `FILE.rejected`, with the line and every fault.
 */
export async function pushChildren(client, file, say = () => {}) {
  const progress = await Progress.of(file)
  const total = { created: 0, updated: 0, unchanged: 0, rejected: 0 }
  for await (const { lines, records } of batchesOf(file, progress.lines)) {
    const { data, meta } = await client.request('PUT', '/batches', { records })
    await progress.reach(lines.at(-1), rejectedLines(lines, data))
    for (const outcome of Object.keys(total)) total[outcome] += meta.outcomes[outcome]
    say(`line ${progress.lines}: ${inWords(meta.outcomes)}`)
  }
  return total
}

/** Records of the lines after `done`, as many at a time as a request may have. */
async function* batchesOf(file, done) {
  let batch = { lines: [], records: [], bytes: 0 }
  let number = 0
  for await (const line of createInterface({ input: createReadStream(file) })) {
    number++
    if (number <= done || line.trim() === '') continue
    const bytes = Buffer.byteLength(line) + 1
    if (batch.records.length === MOST_RECORDS || batch.bytes + bytes > MOST_BYTES) {
      yield batch
      batch = { lines: [], records: [], bytes: 0 }
    }
    batch.lines.push(number)
    batch.records.push(recordOf(line))
    batch.bytes += bytes
  }
  if (batch.records.length > 0) yield batch
}

/** What is no JSON is sent as text, so that Rappel rejects it among the others. */
function recordOf(line) {
  try {
    return JSON.parse(line)
  } catch {
    return line.slice(0, 100)
  }
}

/** `in_force`: what counts although the rest of the record is rejected, such as a refusal. */
function rejectedLines(lines, data) {
  const rejected = data.filter(({ outcome }) => outcome === 'rejected')
  return rejected.map(({ record, patient_ref, errors, in_force }) =>
    JSON.stringify({ line: lines[record - 1], patient_ref, errors, in_force })
  )
}

function inWords(outcomes) {
  return Object.entries(outcomes)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ')
}

/** The last line that Rappel has answered, and how long the file of rejected lines was then. */
class Progress {
  /** A file that has changed since is pushed from its beginning: what is known changes nothing. */
  static async of(file) {
    const { size, mtimeMs } = await stat(file)
    const version = `${size} ${mtimeMs}`
    const known = await readFile(`${file}.progress`, 'utf8').then(JSON.parse, () => null)
    const isSame = known?.version === version
    const progress = new Progress(file, version, isSame ? known : { lines: 0, rejectedBytes: 0 })
    await progress.#forgetLater()
    return progress
  }

  constructor(file, version, { lines, rejectedBytes }) {
    Object.assign(this, { file, version, lines, rejectedBytes })
  }

  async reach(line, rejected) {
    await appendFile(`${this.file}.rejected`, rejected.map((text) => `${text}\n`).join(''))
    const { size } = await stat(`${this.file}.rejected`)
    this.lines = line
    this.rejectedBytes = size
    const { version, lines, rejectedBytes } = this
    /** Renamed, so that it is never half written. */
    await writeFile(`${this.file}.progress.new`, JSON.stringify({ version, lines, rejectedBytes }))
    await rename(`${this.file}.progress.new`, `${this.file}.progress`)
  }

  /** Rejected lines of a batch that is pushed again would be there twice. */
  async #forgetLater() {
    await appendFile(`${this.file}.rejected`, '')
    await truncate(`${this.file}.rejected`, this.rejectedBytes)
  }
}
