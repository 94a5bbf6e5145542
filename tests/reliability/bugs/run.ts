/**
 * Deliberate bugs, each in a copy of the sources: each must turn the suites red.
 * `npm run reliability:bugs [-- --write --after-the-suites --lanes=2 WORDS]`: those
 * whose name has the words, or all; with --write the list goes to docs/deliberate_bugs.md.
 * The unchanged copy must be green, which --after-the-suites takes for granted. So many
 * lanes are tried side by side. With --kafka it tries those of the intake from Kafka instead, with a
 * real broker. Ends with 1 where a bug survives, no longer applies, or
 * the unchanged copy is not green.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { DeliberateBug } from './deliberate_bug.js'
import { DELIBERATE_BUGS } from './deliberate_bugs.js'
import { KAFKA_BUGS } from './kafka_bugs.js'
import { provideBroker } from '../../helpers/kafka_broker.js'
import { SourceCopy } from './source_copy.js'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'write': { type: 'boolean', default: false },
    'after-the-suites': { type: 'boolean', default: false },
    'lanes': { type: 'string', default: '2' },
    'kafka': { type: 'boolean', default: false },
  },
})
const root = new URL('../../../', import.meta.url).pathname
const words = positionals.join(' ')
const broker = values.kafka ? await provideBroker() : null
const all = values.kafka ? KAFKA_BUGS : DELIBERATE_BUGS
const bugs = all.filter(({ name }) => name.includes(words))
const caughtBy = new Map<DeliberateBug, string | null>()
const copies = Array.from({ length: Number(values.lanes) }, () => new SourceCopy(root))

try {
  if (!values['after-the-suites']) await showThatTheyAreGreen(copies[0])
  const left = [...bugs]
  await Promise.all(
    copies.map(async (copy) => {
      for (let bug = left.shift(); bug; bug = left.shift())
        caughtBy.set(bug, await tried(bug, copy))
    })
  )
} finally {
  for (const copy of copies) copy.remove()
}

const caught = [...caughtBy.values()].filter((failure) => failure !== null).length
console.log(`\n${caught} of ${bugs.length} deliberate bugs caught`)
await broker?.stop()
if (values.write && !values.kafka)
  writeFileSync(join(root, 'docs/deliberate_bugs.md'), asMarkdown())
process.exit(caught === bugs.length ? 0 : 1)

async function showThatTheyAreGreen(copy: SourceCopy): Promise<void> {
  const runs = new Map(
    bugs.flatMap(({ specs, database = 'sqlite' }) =>
      specs.map((spec) => [`${spec} on ${database}`, { spec, database }] as const)
    )
  )
  for (const [name, { spec, database }] of runs) {
    const { green, firstFailure } = await copy.run(spec, database)
    if (!green) throw new Error(`without a bug ${name} is not green: ${firstFailure}`)
  }
  console.log(`without a bug: ${runs.size} specs green`)
}

/** The first test that fails, or nothing where the bug survives. */
async function tried(bug: DeliberateBug, copy: SourceCopy): Promise<string | null> {
  return copy.with(bug, async () => {
    for (const spec of bug.specs) {
      const { green, firstFailure } = await copy.run(spec, bug.database)
      if (green) continue
      console.log(`caught    ${bug.name}\n          by ${firstFailure}`)
      return firstFailure
    }
    console.log(`SURVIVED  ${bug.name}`)
    return null
  })
}

function asMarkdown(): string {
  const rows = bugs.map(
    (bug) =>
      `| ${bug.name} | ${bug.harm} | \`${bug.file}\` | ${caughtBy.get(bug) ?? '**survived**'} |`
  )
  return [
    '# Deliberate bugs',
    '',
    'Written by `npm run reliability:bugs -- --write`, which puts each mistake into a copy of the sources and runs the specs of `tests/reliability/bugs` on SQLite, or on PostgreSQL where a mistake shows there alone. The unchanged copy is green.',
    '',
    `${caught} of ${bugs.length} caught.`,
    '',
    '| mistake | what would go wrong | in | caught by |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}
