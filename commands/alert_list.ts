import { flags } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'
import type { Incident } from '#alerts/list_incidents'

const SHOWN = 10
const MOST_SHOWN = 1_000
const NOTHING = 3

export default class AlertList extends RappelCommand {
  static commandName = 'alert:list'
  static description = 'Incidents: what is open, and what was over last'
  static help = [
    'docs/alerts.md says what each means and what to do.',
    'Exit codes: 0 listed · 1 bad input · 3 there is none.',
    '  {{ binaryName }} alert:list --recovered=50',
  ]

  @flags.number({ description: `How many that are over, up to ${MOST_SHOWN}`, default: SHOWN })
  declare recovered: number

  async run() {
    const { recovered } = this
    if (!Number.isInteger(recovered) || recovered < 0 || recovered > MOST_SHOWN)
      return this.refuse(`--recovered is ${recovered}: give a whole number from 0 to ${MOST_SHOWN}`)
    const { AlertService } = await import('#services/alert_service')
    const alerts = await this.app.container.make(AlertService)
    const incidents = await alerts.listIncidents({ recovered })
    if (incidents.length === 0) this.exitCode = NOTHING
    await this.print({ incidents }, () => {
      if (incidents.length === 0) return this.logger.info('There is no incident')
      const head = ['Id', 'Check', 'Severity', 'Since', 'State']
      this.printTable(head, incidents.map(rowOf), ['Id', 'Check'])
    })
  }
}

function rowOf(incident: Incident): string[] {
  const { id, rule, severity, since, recoveredAt, acknowledgedBy } = incident
  const state = recoveredAt
    ? `over since ${recoveredAt}`
    : acknowledgedBy
      ? `open, acknowledged by ${acknowledgedBy}`
      : 'open'
  return [String(id), rule, severity, since, state]
}
