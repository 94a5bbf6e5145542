/**
 * Deliberate bugs, one after the other, in a copy of the sources: each must turn the
 * suites red. `npm run reliability:bugs [-- --write]`; with --write the list goes to
 * docs/deliberate_bugs.md. Ends with 1 where a bug survives, no longer applies, or
 * the unchanged copy is not green.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DELIBERATE_BUGS, type DeliberateBug } from './deliberate_bugs.js'

const root = new URL('../../../', import.meta.url).pathname
const copy = mkdtempSync(join(tmpdir(), 'rappel-bugs-'))
const results: { bug: DeliberateBug; caughtBy: string | null }[] = []

copySources()
try {
  const specs = [...new Set(DELIBERATE_BUGS.flatMap((bug) => bug.specs))]
  for (const spec of specs) {
    const { green, firstFailure } = run(spec)
    if (!green) throw new Error(`without a bug ${spec} is not green: ${firstFailure}`)
  }
  console.log(`without a bug: ${specs.length} specs green`)
  for (const bug of DELIBERATE_BUGS) results.push({ bug, caughtBy: tryBug(bug) })
} finally {
  rmSync(copy, { recursive: true, force: true })
}

const caught = results.filter(({ caughtBy }) => caughtBy !== null).length
console.log(`\n${caught} of ${results.length} deliberate bugs caught`)
if (process.argv.includes('--write')) {
  writeFileSync(join(root, 'docs/deliberate_bugs.md'), asMarkdown())
}
process.exit(caught === results.length ? 0 : 1)

function copySources(): void {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  for (const file of files.split('\n').filter(Boolean)) {
    mkdirSync(dirname(join(copy, file)), { recursive: true })
    cpSync(join(root, file), join(copy, file))
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
}

/** The first test that fails, or nothing where the bug survives. */
function tryBug(bug: DeliberateBug): string | null {
  const path = join(copy, bug.file)
  const original = readFileSync(path, 'utf8')
  let changed = original
  for (const { find, replace } of bug.edits) {
    if (changed.split(find).length !== 2) {
      throw new Error(`"${bug.name}" no longer applies: ${bug.file} must have once: ${find}`)
    }
    changed = changed.replace(find, () => replace)
  }
  writeFileSync(path, changed)
  try {
    for (const spec of bug.specs) {
      const { green, firstFailure } = run(spec)
      if (green) continue
      console.log(`caught    ${bug.name}\n          by ${firstFailure}`)
      return firstFailure
    }
    console.log(`SURVIVED  ${bug.name}`)
    return null
  } finally {
    writeFileSync(path, original)
  }
}

function run(spec: string): { green: boolean; firstFailure: string } {
  const [, suite] = spec.split('/')
  const { status, stdout } = spawnSync(
    process.execPath,
    ['ace.js', 'test', suite, `--files=${spec}`],
    {
      cwd: copy,
      encoding: 'utf8',
      timeout: 180_000,
      env: { ...process.env, DB_CONNECTION: 'sqlite', FORCE_COLOR: '0', NO_COLOR: '1' },
    }
  )
  const failed = /^ *✖ (.+?)(?: \([\d.]+m?s\))?$/m.exec(stdout)?.[1]
  return { green: status === 0, firstFailure: failed ?? `${spec} (ended without a result)` }
}

function asMarkdown(): string {
  const rows = results.map(
    ({ bug, caughtBy }) =>
      `| ${bug.name} | ${bug.harm} | \`${bug.file}\` | ${caughtBy ?? '**survived**'} |`
  )
  return [
    '# Deliberate bugs',
    '',
    'Written by `npm run reliability:bugs -- --write`, which puts each mistake into a copy of the sources and runs the specs of `tests/reliability/bugs/deliberate_bugs.ts` on SQLite. The unchanged copy is green.',
    '',
    `${caught} of ${results.length} caught.`,
    '',
    '| mistake | what would go wrong | in | caught by |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}
