import { spawnSync } from 'node:child_process'
import type { Outcome } from './outcome.js'
import { pathOf, readText } from './read_file.js'
import type { TrialRappel } from './trial_rappel.js'

const STATES = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN']

/** Text, and after a bar `label=value[unit];warn;critical;minimum`. */
const LINE = /^SMS (\w+) - [^|]+ \| (?:[\w.-]+=-?[\d.]+(?:ms|s)?;[\d.]*;[\d.]*;\d*(?: |$))+$/

/** Runs the plugin as Nagios does, on a real database, and the configuration names it. */
export function checkNagios(outcome: Outcome, { environment }: TrialRappel): void {
  const { status, stdout } = spawnSync(pathOf('ops/nagios/check_rappel'), {
    encoding: 'utf8',
    env: {
      ...environment,
      RAPPEL_HOME: pathOf('.'),
      RAPPEL_NODE: process.execPath,
      RAPPEL_ENVIRONMENT: '/nonexistent',
    },
  })
  const lines = stdout.trimEnd().split('\n')
  const faults = []
  if (lines.length !== 1) faults.push(`it printed ${lines.length} lines`)
  const [, state] = LINE.exec(lines[0]) ?? []
  if (state === undefined) faults.push(`not a line of a plugin: ${lines[0]}`)
  else if (STATES.indexOf(state) !== status) faults.push(`${state}, but it ended with ${status}`)
  const config = readText('ops/nagios/rappel.cfg')
  const commands = [...config.matchAll(/command_name\s+(\S+)/g)].map(([, name]) => name)
  for (const [, used] of config.matchAll(/check_command\s+([^\s!]+)/g))
    if (!commands.includes(used)) faults.push(`no such command: ${used}`)
  outcome.report(`Nagios: the plugin says ${state}`, faults)
}
